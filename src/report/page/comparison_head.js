// The page's head: what was compared, what became of the test set, what the reader must know.

function headline(name) {
  const found = differenceIn(testSlice, name);
  return el("div", {},
    el("dt", {}, explained(name)),
    el("dd", {}, changeText(testSlice, name),
      el("span.interval", {}, found ? signedText(found.difference, name) + " (" + endsText(found.interval, name) + ")" + unitOf(name) + " " : "no difference",
        found && verdictMark(found.verdict))));
}

function warnOfRegressions() {
  if (page.regressions.length === 0) return;
  const texts = page.regressions.map(({slice, before, after}) =>
    spaced(slice) + " " + scoreText(before, page.metric) + " → " + scoreText(after, page.metric));
  warn(true, labelOf(page.metric) + " is worse by more than the " + page.max_regression + " that is allowed: " + texts.join("; ") + ".");
}

function warnOfSeen() {
  for (const {name, seen_test_photos} of [baseline, candidate]) {
    if (seen_test_photos > 0) warn(true, name + " saw " + counted(seen_test_photos, "test photo") + " in training: its test scores are too good.");
  }
}

function showHead() {
  byId("title").append(...breakablePath(candidate.name), el("span.against", {}, " compared with "), ...breakablePath(baseline.name));
  const digest = candidate.data_digest;
  fill(byId("subtitle"), counted(testSlice?.n ?? 0, "test photo") + ", " + counted(page.changes.photos, "photo") + " in all",
    digest && el("span", {title: "Digest of the data set: " + digest}, " · data " + digest.slice(0, 12)), " · " + page.created_by);
  if (testSlice) {
    byId("figures").append(...["miou", "pet_iou", "species_swap"].map(headline));
    byId("figures-of").textContent = "test set, before → after, change with its 95 % interval";
  } else {
    warn(false, "There is no test set: no score here says how well the models generalise.");
  }
  warnOfRegressions();
  warnOfSeen();
  if (page.missing) warn(false, page.missing);
  for (const place of document.querySelectorAll(".legend-place")) place.append(legend());
}
