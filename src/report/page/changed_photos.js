// The photos that got worst and those that got better, as photo, truth, before and after.

const COUNTS = [3, 6, 12, 24, 48, 96];
const AT_FIRST = 6;

const scoreAt = (photo, run, name = "miou") => photo.scores.at(run)[name] ?? NaN;

const signed = (value) => differenceText(value, "miou");

function changeLine(photo) {
  return el("span.score-line", {},
    el("strong", {}, "mIoU " + scoreText(scoreAt(photo, 0), "miou") + " → " + scoreText(scoreAt(photo, -1), "miou")),
    el("span.verdict.is-" + (photo.change < 0 ? "worse" : "better"), {}, signed(photo.change)));
}

const changedStrip = (photo, open) =>
  strip(photo, open, VIEWS.map(({name, title}) => [title, comparedPicture(photo, name)]), changeLine(photo));

function changedGroup(title, photos, count) {
  const shown = photos.slice(0, count);
  return el("div.worst-group", {},
    el("h2", {}, title, el("span.muted", {}, photos.length === 0 ? "none" : "the " + counted(shown.length, "photo") + " that changed most")),
    el("div.strips", {}, ...shown.map((photo, i) => changedStrip(photo, () => enlarge(shown, i, "after")))));
}

const worsePhotos = page.photos.filter(({change}) => change < 0), betterPhotos = page.photos.filter(({change}) => change > 0);

function showChanged() {
  const count = Number(byId("change-count").value);
  forgetBelow(byId("galleries"));
  byId("galleries").replaceChildren(changedGroup("Got worse", worsePhotos, count), changedGroup("Got better", betterPhotos, count));
}

function showCounts() {
  const {photos, worse, better} = page.changes;
  fill(byId("counts"), "Of " + counted(photos, "photo") + ", " + whole.format(better) + " got better and " + whole.format(worse) +
    " got worse by more than 0.01 mIoU of their own; " + whole.format(photos - better - worse) + " stayed about the same.");
}

function makeChanged() {
  const most = Math.max(worsePhotos.length, betterPhotos.length);
  const counts = [...COUNTS.filter((count) => count < most), most];
  const first = counts.find((count) => count >= AT_FIRST) ?? most;
  byId("change-count").append(...counts.map((count) => el("option", {value: count, selected: count === first}, String(count))));
  byId("change-count").addEventListener("change", showChanged);
  byId("look").append(...["errors", "prediction"].map((name) => el("option", {value: name}, name)));
  byId("look").addEventListener("change", () => {
    look.name = byId("look").value;
    showChanged();
  });
  showCounts();
  showChanged();
}
