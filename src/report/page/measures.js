// What each number is called and means, in one line: said wherever the number stands.

const MEASURES = new Map(Object.entries({
  miou: {label: "mIoU", says: "Mean of the classes' IoU, over the classes that are there. The pixels of all photos are pooled first."},
  image_miou: {label: "mIoU, mean over photos", says: "The mIoU of each photo by itself, then their mean: every photo counts alike, however large."},
  iou_background: {label: "IoU background", says: "Pixels that are background in truth and prediction / pixels that are in either."},
  iou_cat: {label: "IoU cat", says: "Pixels that are cat in truth and prediction / pixels that are in either. None without a cat in the truth."},
  iou_dog: {label: "IoU dog", says: "Pixels that are dog in truth and prediction / pixels that are in either. None without a dog in the truth."},
  pet_iou: {label: "pet IoU", says: "IoU of cat and dog taken as one class: whether the animal was found, whatever its species."},
  species_swap: {label: "species swap", isShare: true, isError: true, says: "Of the pet pixels that were found as pet, the share that was given the wrong species."},
  boundary_iou: {label: "boundary IoU", says: "Mean IoU of the bands along the outlines, 2 % of the photo's diagonal wide (Cheng et al. 2021)."},
  pixel_accuracy: {label: "pixel accuracy", says: "Share of the pixels that were given their class. Background is most of it."},
  dice: {label: "mean Dice", says: "Mean over classes of 2 × both / (truth + found), also called F1."},
  soft_iou: {label: "soft IoU", says: "As the original project computed IoU, on probabilities and over absent classes, too: to compare with it, and for nothing else."},
  ece: {label: "calibration error", isError: true, says: "ECE: how far the mean confidence is from the share of right pixels, averaged over bins of confidence."},
  confidence: {label: "confidence", says: "Mean probability of the predicted class over the photo's pixels."},
  label_quality: {label: "label quality", says: "How well the truth agrees with what the model is sure of, 0 to 1: low where the truth may be wrong."},
  disputed: {label: "disputed", isShare: true, isError: true, says: "Share of the photo, in one piece, of which the model is sure that another class is there than the truth says."},
}));

/** What a slice is scored by, in the order in which it is read. */
const SLICE_MEASURES = ["miou", "iou_background", "iou_cat", "iou_dog", "pet_iou", "species_swap", "boundary_iou",
  "image_miou", "pixel_accuracy", "dice", "soft_iou", "ece"];

const labelOf = (name) => MEASURES.get(name)?.label ?? spaced(name);

const threeDecimals = new Intl.NumberFormat("en-US", {minimumFractionDigits: 3, maximumFractionDigits: 3});
const tenths = new Intl.NumberFormat("en-US", {style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1});

/** "0.912", "1.3%", or a dash where there is no value. */
function scoreText(value, name) {
  if (!Number.isFinite(value)) return "–";
  if (!MEASURES.has(name)) return measured(value);
  return MEASURES.get(name).isShare ? tenths.format(value) : threeDecimals.format(value);
}

/** Of two scores; of two shares in points, since a percentage of them would say something else. */
const distanceText = (value, name) => plainDistance(value, name) + unitOf(name);
const differenceText = (value, name) => signedText(value, name) + unitOf(name);

const plainDistance = (value, name) =>
  MEASURES.get(name)?.isShare ? (100 * Math.abs(value)).toFixed(1) : scoreText(Math.abs(value), name);

/** A change that rounds to nothing has no direction. */
function signedText(value, name) {
  const text = plainDistance(value, name);
  return (Number(text) === 0 ? "±" : value < 0 ? "−" : "+") + text;
}

const unitOf = (name) => MEASURES.get(name)?.isShare ? " points" : "";

/** A number's name that opens to say what it means, by mouse, finger and key. */
function explained(name, more = "") {
  const {label, says} = MEASURES.get(name);
  return el("details.explained", {}, el("summary", {}, label), el("p", {}, says, more && " " + more));
}

const sliceTitle = ({kind, name}) => kind === "test" ? "test set" : kind === "all" ? "all photos" : spaced(name);

const intervalText = (interval, name) =>
  interval ? scoreText(interval[0], name) + " to " + scoreText(interval[1], name) : "";
