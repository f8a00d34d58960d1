// Photos with what truth and prediction say of them. The labels of a photo are one PNG without its
// palette: the palette that is put in decides what it shows.

// Base64 of a PNG's first 33 bytes, after which the palette stands.
const BEFORE_PALETTE = 44;

function labelsIn(photo, view) {
  const palette = page.palettes[view];
  if (!photo.labels || !palette) return "";
  return photo.labels.slice(0, BEFORE_PALETTE) + palette + photo.labels.slice(BEFORE_PALETTE);
}

const picturesIn = (photo, view) => stackedPictures(photo.jpeg, labelsIn(photo, view));

const noPicture = (text = "no picture") => el("span.no-picture.muted", {}, text);

const aspectOf = (photo) => photo.width > 0 && photo.height > 0 ? photo.width / photo.height : 1;

/** A frame whose pictures are drawn when it comes near the view. */
function picture(photo, view, tag = "span") {
  const frame = el(tag + ".picture.is-" + view);
  frame.style.setProperty("--aspect", Math.min(2, Math.max(0.6, aspectOf(photo))).toFixed(3));
  if (!photo.jpeg) return fill(frame, noPicture(photo.reason ? "not scored" : undefined));
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

/** A text that may be broken behind each of some characters. */
const brokenBehind = (characters, text) => text.split(characters).flatMap((part, i) => i === 0 ? [part] : [el("wbr"), part]);

const breakable = (name) => brokenBehind(/(?<=_)/, name);
const breakablePath = (path) => brokenBehind(/(?<=[/_])/, path);

const wasSeen = ({seen}) => seen === "trained on" || seen === "chose the checkpoint";

/** What a reader must know of a photo before believing its score. */
function badges(photo) {
  return [
    photo.reason && el("span.badge.is-bad", {}, "not scored"),
    wasSeen(photo) && el("span.badge.is-bad", {}, photo.seen),
    photo.made && el("span.badge", {}, spaced(photo.made)),
  ].filter(Boolean);
}

/** "debugging: dark · never seen" */
const originText = (photo) =>
  [photo.split + (photo.categories.length > 0 ? ": " + photo.categories.map(spaced).join(", ") : ""), photo.seen && photo.seen !== "not known" ? photo.seen : ""]
    .filter(Boolean).join(" · ");

/** A button of a photo's pictures side by side, [title, picture] each, its scores and what it is. */
function strip(photo, open, pictures, scores) {
  return el("button.strip", {type: "button", title: photo.name, click: open},
    el("span.strip-pictures", {}, ...pictures.map(([title, frame]) => el("span.strip-picture", {},
      frame, el("span.strip-title.muted", {}, title)))),
    el("span.strip-text", {}, el("span.strip-name", {}, photo.name), scores, ...badges(photo),
      el("span.muted.small", {}, originText(photo))));
}
