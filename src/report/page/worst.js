// The worst photos of each slice, each as photo, truth, prediction and errors side by side.

const COUNTS = [3, 6, 12, 24, 48];

function scoreLine(photo) {
  if (photo.reason) return el("span.reason-text", {}, "not scored: " + photo.reason);
  const swap = property(photo, "species_swap");
  return el("span.score-line", {},
    el("strong", {}, "mIoU " + scoreText(property(photo, "miou"), "miou")),
    el("span.muted", {}, "pet " + scoreText(property(photo, "pet_iou"), "pet_iou")),
    swap >= 0.005 && el("span.swap", {}, "swap " + scoreText(swap, "species_swap")));
}

const reportStrip = (photo, open) => strip(photo, open, VIEWS.map(({name, title}) => [title, picture(photo, name)]), scoreLine(photo));

function gallery(slice, count) {
  const members = photosOf(slice);
  const broken = page.photos.filter((photo) => photo.reason && (photo.categories.includes(slice.name) || (slice.kind === "test" && photo.split === "test")));
  const worst = [...members.slice(0, count), ...broken];
  return el("div.worst-group", {},
    el("h2", {}, sliceTitle(slice),
      el("span.muted", {}, "mIoU " + scoreText(valueOf(slice, "miou"), "miou") + " · " + (count < members.length ? "worst " + count + " of " : "") + counted(members.length, "photo"),
        slice.kind === "category" && " · debugging, not a generalisation score")),
    el("div.strips", {}, ...worst.map((photo, i) => reportStrip(photo, () => enlarge(worst, i, "errors")))));
}

function showWorst() {
  const count = Number(byId("worst-count").value);
  forgetBelow(byId("galleries"));
  byId("galleries").replaceChildren(...page.slices.filter(({kind}) => kind !== "all").map((slice) => gallery(slice, count)));
}

function makeWorst() {
  const counts = [...new Set([...COUNTS, page.worst])].sort((a, b) => a - b);
  byId("worst-count").append(...counts.map((count) => el("option", {value: count, selected: count === page.worst}, String(count))));
  byId("worst-count").addEventListener("change", showWorst);
  showWorst();
}
