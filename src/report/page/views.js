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

/** Fills the dialog below the head that makeViewer() makes. */
function makeViews() {
  const buttons = VIEWS.map(({name, title}) =>
    el("button.button", {type: "button", "data-view": name, click: () => showView(name)}, title));
  const key = (text) => el("kbd", {}, text);
  byId("viewer").append(el("div.viewer-body", {},
    el("div.viewer-picture", {},
      el("div.views", {id: "viewer-views", role: "group", "aria-label": "What is shown"}, ...buttons),
      el("div", {id: "viewer-stage"})),
    el("div", {},
      el("div", {id: "viewer-facts"}),
      el("div.viewer-keys.muted.small", {}, legend(),
        el("span.keys", {}, key("1"), " – ", key(String(VIEWS.length)), " views ", key("←"), " ", key("→"), " go on ", key("Esc"), " close")))));
  byId("viewer").addEventListener("keydown", ({key}) => {
    const view = VIEWS[Number(key) - 1];
    if (view) showView(view.name);
  });
}
