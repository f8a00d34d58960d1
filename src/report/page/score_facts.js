// What the viewer shows of a scored photo.

const shownView = {name: "errors"};

const viewerPictures = (photo) => photo.jpeg ? picturesIn(photo, shownView.name) : [el("span.no-picture.muted", {}, "no picture")];

function viewerClosed() {}

function setView(view) {
  shownView.name = view;
  for (const button of byId("viewer-views").children) button.setAttribute("aria-pressed", String(button.dataset.view === view));
  byId("viewer-stage").className = "is-" + view;
}

/** Opens photos in the viewer at one of them. */
function enlarge(photos, at, view) {
  setView(view);
  openViewer(photos, at);
}

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

function showView(view) {
  setView(view);
  showViewed();
}

function makeViews() {
  byId("viewer-views").append(...VIEWS.map(({name, title}) =>
    el("button.button", {type: "button", "data-view": name, click: () => showView(name)}, title)));
  byId("viewer").addEventListener("keydown", ({key}) => {
    const view = VIEWS[Number(key) - 1];
    if (view) showView(view.name);
  });
}
