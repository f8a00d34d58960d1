// What the viewer shows of a photo of the data set.

/** Each part of a path on its own, so that it stays a path below the page's folder. */
function linkTo(path, text) {
  return el("a", {href: "./" + path.split("/").map(encodeURIComponent).join("/"), target: "_blank", rel: "noopener"}, text);
}

function pairFact(photo, pair) {
  const [other, split] = pair.first === photo.name ? [pair.second, pair.second_split] : [pair.first, pair.first_split];
  return el("p.small" + (pair.crosses ? ".bad" : ""), {},
    (pair.crosses ? "Leak: looks like " : "Looks like ") + other + " in " + split + " (distance " + pair.distance + ")");
}

function viewerFacts(photo) {
  const rows = [
    ["split", photo.split],
    ["categories", photo.categories.map(spaced).join(", ")],
    ...originRows(photo),
  ];
  const links = [photo.image && linkTo(photo.image, "Open the photo"), photo.mask && linkTo(photo.mask, "Open the mask")];
  return [
    factList(rows),
    el("dl.facts", {}, ...photo.properties.map(propertyFact)),
    ...pairsOf(photo.name).map((pair) => pairFact(photo, pair)),
    el("p.links", {}, ...links.filter(Boolean)),
  ];
}

const viewerPictures = (photo) => stackedPictures(photo.jpeg, photo.overlay);

function viewerClosed() {
  const tiles = byId("groups").querySelectorAll(".tile");
  if (tiles.length === viewing.photos.length) focusTile(tiles[viewing.at]);
}
