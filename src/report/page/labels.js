// Photos with what truth and prediction say of them. The labels of a photo are one PNG without its
// palette: the palette that is put in decides what it shows.

const VIEWS = [
  {name: "photo", title: "Photo"},
  {name: "truth", title: "Truth"},
  {name: "prediction", title: "Prediction"},
  {name: "errors", title: "Errors"},
];

// Base64 of a PNG's first 33 bytes, after which the palette stands.
const BEFORE_PALETTE = 44;

function labelsIn(photo, view) {
  const palette = page.palettes[view];
  if (!photo.labels || !palette) return "";
  return photo.labels.slice(0, BEFORE_PALETTE) + palette + photo.labels.slice(BEFORE_PALETTE);
}

const picturesIn = (photo, view) => stackedPictures(photo.jpeg, labelsIn(photo, view));

const aspectOf = (photo) => photo.width > 0 && photo.height > 0 ? photo.width / photo.height : 1;

/** A frame whose pictures are drawn when it comes near the view. */
function picture(photo, view, tag = "span") {
  const frame = el(tag + ".picture.is-" + view);
  frame.style.setProperty("--aspect", Math.min(2, Math.max(0.6, aspectOf(photo))).toFixed(3));
  if (!photo.jpeg) return fill(frame, el("span.no-picture.muted", {}, photo.reason ? "not scored" : "no picture"));
  whenSeen(frame, () => frame.append(...picturesIn(photo, view)));
  return frame;
}

/** What the colours mean. */
function legend() {
  const entry = (name, text) => el("span.legend-entry", {}, el("span.swatch.is-" + name), text);
  return el("span.legend", {},
    entry("cat", "cat"), entry("dog", "dog"),
    entry("right", "right"), entry("missed", "missed"), entry("invented", "invented"), entry("swapped", "species swapped"),
    page.photos.some(({ignored}) => ignored > 0) && entry("ignored", "not known"));
}

/** A file's name, which may be broken at each underscore. */
const breakable = (name) => name.split(/(?<=_)/).flatMap((part, i) => i === 0 ? [part] : [el("wbr"), part]);

const wasSeen = ({seen}) => seen === "trained on" || seen === "chose the checkpoint";

/** What a reader must know of a photo before believing its score. */
function badges(photo) {
  return [
    photo.reason && el("span.badge.is-bad", {}, "not scored"),
    wasSeen(photo) && el("span.badge.is-bad", {}, photo.seen),
    photo.made && el("span.badge", {}, spaced(photo.made)),
  ].filter(Boolean);
}
