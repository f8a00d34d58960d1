// What the viewer says of a photo that was compared.

const PHOTO_MEASURES = ["miou", "pet_iou", "species_swap", "iou_background", "iou_cat", "iou_dog", "boundary_iou"];

function changeFact(photo, name) {
  const before = scoreAt(photo, 0, name), after = scoreAt(photo, -1, name);
  if (!Number.isFinite(before) && !Number.isFinite(after)) return false;
  return el("div", {}, el("dt", {}, explained(name)), el("dd", {}, scoreText(before, name) + " → " + scoreText(after, name)));
}

function viewerFacts(photo) {
  const {seen, seen_before} = photo;
  return [
    el("dl.facts.scores", {}, ...PHOTO_MEASURES.map((name) => changeFact(photo, name))),
    factList([
      ["split", photo.split + (photo.split === "debugging" ? ": not a generalisation score" : "")],
      ["categories", photo.categories.map(spaced).join(", ")],
      ["in training", seen === seen_before ? seen : "before: " + seen_before + ", after: " + seen],
      ...originRows(photo),
      ["file", photo.image]]),
  ];
}
