// Scores of slices, and of any photos together.

const CLASSES = ["background", "cat", "dog"];

const sliceOf = (kind) => page.slices.find((slice) => slice.kind === kind);

const photosOf = (slice) => slice.photos.map((i) => page.photos[i]);

const isFew = (slice) => slice.photos.length < page.few_photos;

/** The value of a slice's measure, at the photos' own size or at the network's. */
const valueOf = (slice, name, size = "metrics") => slice[size][name]?.[0] ?? NaN;

const intervalOf = (slice, name) => slice.intervals[name] ?? null;

const sum = (values) => values.reduce((total, value) => total + value, 0);

const column = (confusion, c) => sum(confusion.map((row) => row[c]));

/** Intersection over union; not a number without truth. */
function iouOf(both, truth, found) {
  return truth > 0 ? both / (truth + found - both) : NaN;
}

const meanOf = (values) => values.length > 0 ? sum(values) / values.length : NaN;

/** mIoU, pet IoU and species swap of photos whose pixels are pooled. */
function pooledScores(photos) {
  const confusion = CLASSES.map((_, t) => CLASSES.map((_, p) => sum(photos.map((photo) => photo.confusion[t][p]))));
  const [[, ...invented], ...pets] = confusion;
  const ious = CLASSES.map((_, c) => iouOf(confusion[c][c], sum(confusion[c]), column(confusion, c)));
  const found = sum(pets.flatMap((row) => row.slice(1)));
  return {
    miou: meanOf(ious.filter(Number.isFinite)),
    pet_iou: iouOf(found, sum(pets.flat()), found + sum(invented)),
    species_swap: found > 0 ? (confusion[1][2] + confusion[2][1]) / found : NaN,
  };
}
