// What the viewer shows of a scored photo.

const viewerPictures = (photo) => photo.jpeg ? picturesIn(photo, shownView.name) : [noPicture()];

const stageClass = (view) => "is-" + view;

function scoreFact([name, value]) {
  if (!MEASURES.has(name)) return false;
  return el("div", {}, el("dt", {}, explained(name)), el("dd", {}, scoreText(value, name)));
}

function viewerFacts(photo) {
  const rows = [
    ["not scored", photo.reason],
    ["split", photo.split + (photo.split === "debugging" ? ": not a generalisation score" : "")],
    ["categories", photo.categories.map(spaced).join(", ")],
    ["in training", photo.seen],
    ...originRows(photo),
    ["file", photo.image],
  ];
  return [
    el("dl.facts.scores", {}, ...photo.properties.map(scoreFact)),
    factList(rows),
    el("dl.facts", {}, ...photo.properties.filter(([name]) => !MEASURES.has(name)).map(propertyFact)),
  ];
}
