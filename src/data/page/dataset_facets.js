// What photos of a data set are chosen by.

const labelOf = spaced;

const FACETS = [
  {title: "Split", values: (photo) => [photo.split], order: inSplitOrder},
  {title: "Category", values: (photo) => photo.categories},
  {title: "Species", values: (photo) => [photo.species]},
  {title: "Real or made", values: (photo) => [photo.made || "real photo"]},
  {title: "Source", values: (photo) => [photo.source]},
  {title: "Condition", values: (photo) => [photo.condition]},
  {title: "Breed", values: (photo) => [photo.breed]},
];
