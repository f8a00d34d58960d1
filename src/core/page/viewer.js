// One photo, enlarged, with everything that is known about it. A page says what that is:
// viewerPictures(photo), viewerFacts(photo), and viewerClosed(), which gives the focus back.

const viewing = {photos: [], at: 0};

function showViewed() {
  const photo = viewing.photos[viewing.at];
  const frame = el("div.viewer-frame", {}, ...viewerPictures(photo));
  const aspect = photo.width > 0 && photo.height > 0 ? photo.width / photo.height : 1;
  frame.style.setProperty("--aspect", aspect.toFixed(4));
  byId("viewer-stage").replaceChildren(frame);
  byId("viewer-name").textContent = photo.name;
  byId("viewer-place").textContent = whole.format(viewing.at + 1) + " of " + whole.format(viewing.photos.length);
  byId("viewer-facts").replaceChildren(...viewerFacts(photo));
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

const viewerButton = (name, title, sign, click) =>
  el("button.button", {id: "viewer-" + name, type: "button", "aria-label": title, click}, sign);

/** The page's dialog #viewer holds what is below its head: #viewer-stage, #viewer-facts. */
function makeViewer() {
  const viewer = byId("viewer");
  viewer.prepend(el("div.viewer-head", {},
    el("h2", {id: "viewer-name"}),
    el("span.muted", {id: "viewer-place"}),
    viewerButton("previous", "Previous photo", "←", () => step(-1)),
    viewerButton("next", "Next photo", "→", () => step(1)),
    viewerButton("close", "Close", "✕", () => viewer.close())));
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
  viewer.addEventListener("close", viewerClosed);
}
