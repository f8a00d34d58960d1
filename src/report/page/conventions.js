// What holds for all numbers of a report.

const CONVENTIONS = [
  ["no value (–)", "A class without a truth pixel has no IoU and does not enter a mean; nor has a ratio of nothing a value."],
  ["size", "Numbers hold for the photos' own size unless “network size” is chosen: truth and prediction shrunk to what the network sees."],
  ["95 % interval", "Bootstrap (BCa): the slice's photos, not its pixels, are drawn again and again with replacement. In simulations it holds the true mIoU 95 times in 100 with 150 photos, 90 times with 30; below " + page.few_photos + " it says little and is marked."],
  ["ignored pixels", "Pixels whose truth is not known (striped) are left out of every count."],
  ["border", page.subject.border ? "The band around pets that annotators left open counts as: " + page.subject.border + "." : "Not known."],
  ["debugging set", "For finding mistakes. It chooses no model, and its scores say nothing of how well a model generalises: only the test set's do."],
  ["seen", "Whether the model was trained on a photo, by the photo's bytes."],
  ["worst first", "Photos are ordered by their own mIoU."],
];
