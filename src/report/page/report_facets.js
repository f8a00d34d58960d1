// What photos of a report are chosen by.

// A photo that could not be scored stands among the others, with its reason in place of a score.
for (const photo of page.unscored) page.photos.push({...photo, seen: "", properties: [], ignored: 0, jpeg: "", labels: ""});

const FACETS = [
  {title: "Split", values: (photo) => [photo.split], order: inSplitOrder},
  {title: "Category", values: (photo) => photo.categories},
  {title: "Seen in training", values: (photo) => [photo.seen]},
  {title: "Real or made", values: (photo) => [photo.made || "real photo"]},
  {title: "Scored", values: (photo) => [photo.reason ? "not scored" : "scored"]},
  {title: "Species", values: (photo) => [photo.species]},
  {title: "Source", values: (photo) => [photo.source]},
  {title: "Condition", values: (photo) => [photo.condition]},
  {title: "Breed", values: (photo) => [photo.breed]},
];
