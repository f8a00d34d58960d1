// One photo, enlarged, with everything that is known about it.

const viewing = {photos: [], at: 0};

/** Where a value stands among all photos', in [0, 1]. */
function rankOf(value, name) {
  const sorted = sortedValues(page.photos, name);
  const below = sorted.filter((other) => other < value).length;
  const same = sorted.filter((other) => other === value).length;
  return (below + same / 2) / sorted.length;
}

function propertyFact([name, value]) {
  if (!Number.isFinite(value)) return false;
  const rank = rankOf(value, name);
  const dot = el("span.rank-dot");
  dot.style.left = (100 * rank).toFixed(1) + "%";
  return el("div", {}, el("dt", {}, spaced(name)),
    el("dd.rank", {title: "above " + inPercent.format(Number(rank.toFixed(2))) + " of the photos"},
      el("span", {}, measured(value)), el("span.rank-track", {"aria-hidden": "true"}, dot)));
}

/** Each part of a path on its own, so that it stays a path below the page's folder. */
function linkTo(path, text) {
  return el("a", {href: "./" + path.split("/").map(encodeURIComponent).join("/"), target: "_blank", rel: "noopener"}, text);
}

function pairFact(photo, pair) {
  const [other, split] = pair.first === photo.name ? [pair.second, pair.second_split] : [pair.first, pair.first_split];
  return el("p.small" + (pair.crosses ? ".bad" : ""), {},
    (pair.crosses ? "Leak: looks like " : "Looks like ") + other + " in " + split + " (distance " + pair.distance + ")");
}

function facts(photo) {
  const rows = [
    ["split", photo.split],
    ["categories", photo.categories.map(spaced).join(", ")],
    ["species", spaced(photo.species)],
    ["breed", spaced(photo.breed)],
    ["source", photo.source],
    ["condition", photo.condition],
    ["made", spaced(photo.made)],
    [photo.made ? "made from" : "raw file", photo.origin],
    ["size", photo.width > 0 ? photo.width + " × " + photo.height : ""],
  ].filter(([, value]) => value);
  const links = [photo.image && linkTo(photo.image, "Open the photo"), photo.mask && linkTo(photo.mask, "Open the mask")];
  return [
    el("dl.facts", {}, ...rows.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value)))),
    el("dl.facts", {}, ...photo.properties.map(propertyFact)),
    ...pairsOf(photo.name).map((pair) => pairFact(photo, pair)),
    el("p.links", {}, ...links.filter(Boolean)),
  ];
}

function showViewed() {
  const photo = viewing.photos[viewing.at];
  const frame = el("div.viewer-frame", {}, ...stackedPictures(photo.jpeg, photo.overlay));
  const aspect = photo.width > 0 && photo.height > 0 ? photo.width / photo.height : 1;
  frame.style.setProperty("--aspect", aspect.toFixed(4));
  byId("viewer-stage").replaceChildren(frame);
  byId("viewer-name").textContent = photo.name;
  byId("viewer-place").textContent = whole.format(viewing.at + 1) + " of " + whole.format(viewing.photos.length);
  byId("viewer-facts").replaceChildren(...facts(photo));
  byId("viewer-previous").disabled = viewing.at === 0;
  byId("viewer-next").disabled = viewing.at === viewing.photos.length - 1;
}

function step(by) {
  const next = viewing.at + by;
  if (next < 0 || next >= viewing.photos.length) return;
  viewing.at = next;
  showViewed();
}

function openViewer(photos, at) {
  viewing.photos = photos;
  viewing.at = at;
  showViewed();
  byId("viewer").showModal();
}

function makeViewer() {
  const viewer = byId("viewer");
  byId("viewer-previous").addEventListener("click", () => step(-1));
  byId("viewer-next").addEventListener("click", () => step(1));
  byId("viewer-close").addEventListener("click", () => viewer.close());
  viewer.addEventListener("keydown", (event) => {
    const by = {ArrowLeft: -1, ArrowRight: 1}[event.key];
    if (by === undefined) return;
    event.preventDefault();
    step(by);
  });
  // A click beside the dialog hits the dialog itself.
  viewer.addEventListener("click", (event) => {
    if (event.target === viewer) viewer.close();
  });
  viewer.addEventListener("close", () => {
    const tiles = byId("groups").querySelectorAll(".tile");
    if (tiles.length === viewing.photos.length) focusTile(tiles[viewing.at]);
  });
}
