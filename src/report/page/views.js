// The views of the enlarged photo, by button and key. A page says which there are, VIEWS, and
// which class the stage has in each, stageClass(view).

const shownView = {name: "errors"};

function viewerClosed() {}

function setView(view) {
  shownView.name = view;
  for (const button of byId("viewer-views").children) button.setAttribute("aria-pressed", String(button.dataset.view === view));
  byId("viewer-stage").className = stageClass(view);
}

/** Opens photos in the viewer at one of them. */
function enlarge(photos, at, view) {
  setView(view);
  openViewer(photos, at);
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
