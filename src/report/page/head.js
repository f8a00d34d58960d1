// The page's head: what was scored on what, the headline numbers, and what the reader must know.

function headline(slice, name) {
  const interval = intervalOf(slice, name);
  return el("div", {},
    el("dt", {}, explained(name)),
    el("dd", {}, scoreText(valueOf(slice, name), name),
      el("span.interval", {}, interval ? intervalText(interval, name) : "no interval")));
}

function showHeadlines() {
  const slice = sliceOf("test") ?? sliceOf("all");
  byId("figures").append(...["miou", "pet_iou", "species_swap"].map((name) => headline(slice, name)));
  byId("figures-of").textContent = sliceTitle(slice) + ", " + counted(slice.photos.length, "photo") + ", 95 % intervals" +
    (isFew(slice) ? " (few photos: they say little)" : "");
}

/** By how much: "0.021 below the limit". */
function distanceToLimit({value, limit, metric}) {
  if (!Number.isFinite(value)) return "there is no value";
  return distanceText(value - limit, metric) + (value < limit ? " below" : " above") + " the limit";
}

const limitText = ({metric, limit}) => MEASURES.get(metric)?.isShare ? scoreText(limit, metric) : String(limit);

const gateTitle = (gate) => spaced(gate.slice) + " " + labelOf(gate.metric) + (gate.at_least ? " ≥ " : " ≤ ") + limitText(gate);

function warnOfSeen() {
  const test = sliceOf("test");
  const seen = test ? photosOf(test).filter(wasSeen) : [];
  if (!test) warn(false, "There is no test set: no score here says how well the model generalises.");
  if (seen.length > 0) {
    warn(true, counted(seen.length, "test photo") + (seen.length === 1 ? " was" : " were") + " seen in training: the test scores are too good.");
  }
  if (page.photos.some((photo) => photo.seen === "not known")) {
    warn(false, "The model does not say on which photos it was trained. Where it saw these, its scores are too good.");
  }
}

function showWarnings() {
  const failed = page.gates.filter(({passed}) => !passed);
  if (failed.length > 0) {
    warn(true, whole.format(failed.length) + " of " + counted(page.gates.length, "gate") + " failed: " +
      failed.map(gateTitle).join("; ") + ".", el("a", {href: "#overview"}, "By how much"));
  }
  warnOfSeen();
  if (page.unscored.length > 0) {
    warn(true, counted(page.unscored.length, "photo") + " could not be scored.", el("a", {href: "#findings"}, "Why"));
  }
}

function showHead() {
  const {model, data_digest} = page.subject;
  const test = sliceOf("test")?.photos.length ?? 0;
  const scored = page.photos.length - page.unscored.length;
  byId("title").textContent = model || "Report";
  fill(byId("subtitle"), counted(test, "test photo") + " and " + counted(scored - test, "debugging photo"),
    data_digest && el("span", {title: "Digest of the data set: " + data_digest}, " · data " + data_digest.slice(0, 12)),
    " · " + page.created_by);
  showHeadlines();
  showWarnings();
  const findings = page.weak_spots.length + page.label_suspects.length + page.unscored.length;
  const counts = new Map([["#photos", page.photos.length], ["#findings", findings]]);
  for (const link of document.querySelectorAll("#sections a")) {
    if (counts.has(link.hash)) link.append(el("span.count", {}, whole.format(counts.get(link.hash))));
  }
  for (const place of document.querySelectorAll(".legend-place")) place.append(legend());
}

function gateRow(gate) {
  return el("li.gate" + (gate.passed ? "" : ".is-bad"), {},
    el("span.gate-mark", {"aria-hidden": "true"}, gate.passed ? "✓" : "✗"),
    el("span.gate-name", {}, gateTitle(gate)),
    el("strong", {}, scoreText(gate.value, gate.metric)),
    el("span", {}, (gate.passed ? "passed" : "failed") + ", " + distanceToLimit(gate)));
}

function showGates() {
  if (page.gates.length === 0) return;
  const inOrder = [...page.gates].sort((a, b) => a.passed - b.passed);
  byId("gates").append(el("div.card", {}, el("h2", {}, "Gates"), el("ul.gates", {}, ...inOrder.map(gateRow))));
}
