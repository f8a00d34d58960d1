// The chart of all runs: one measure, a line a slice, its name at the line's end.

/** Okabe and Ito's colours, which people with any colour vision tell apart; the test set is drawn in ink. */
const LINES = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8c6bb1"];
const DASHES = ["none", "7 3", "2 3"];

const LONGEST_NAME = 16;

const narrow = matchMedia("(max-width: 700px)");

const styleOf = (slice, i) => slice.kind === "test" ? {stroke: "var(--ink)", dash: "none"}
  : {stroke: LINES[i % LINES.length], dash: DASHES[Math.floor(i / LINES.length) % DASHES.length]};

/** Round limits around all values, and what is marked between them. */
function scaleOf(values) {
  const low = Math.min(...values), high = Math.max(...values);
  const step = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5].find((size) => (high - low) / size <= 6) ?? 0.5;
  const from = Math.floor(low / step), to = Math.max(Math.ceil(high / step), from + 1);
  return Array.from({length: to - from + 1}, (_, i) => (from + i) * step);
}

/** Moves names that would overlap apart, in their order. */
function spread(places, gap, floor) {
  const inOrder = places.map((y, i) => ({y, i})).sort((a, b) => a.y - b.y);
  for (let k = 1; k < inOrder.length; ++k) inOrder[k].y = Math.max(inOrder[k].y, inOrder[k - 1].y + gap);
  for (let k = inOrder.length - 1, most = floor; k >= 0; --k, most -= gap) inOrder[k].y = Math.min(inOrder[k].y, most);
  const moved = [];
  for (const {y, i} of inOrder) moved[i] = y;
  return moved;
}

const shortened = (text, most) => text.length > most ? text.slice(0, most - 1) + "…" : text;

function historyLine({slice, stroke, dash, values}, name, x, y, end) {
  const at = (run) => x(run).toFixed(1) + " " + y(values[run]).toFixed(1);
  const title = sliceTitle(slice), last = values.length - 1;
  const points = values.flatMap((value, run) => Number.isFinite(value)
    ? [svg("circle", {cx: x(run), cy: y(value), r: 3.5}, svg("title", {}, title + ", " + page.runs[run].name + ": " + scoreText(value, name)))] : []);
  const group = svg("g", {class: "history-line is-" + slice.kind},
    // A run without a value leaves a gap.
    svg("path", {d: values.map((value, run) => Number.isFinite(value) ? (Number.isFinite(values[run - 1]) ? "L" : "M") + at(run) : "").join(""), "stroke-dasharray": dash}),
    ...points,
    svg("path", {class: "leader", d: "M" + at(last) + "L" + (end.x - 3) + " " + end.y}),
    svg("text", {x: end.x, y: end.y + 4}, shortened(title, LONGEST_NAME)));
  group.style.setProperty("--hue", stroke);
  return group;
}

function historyChart(name) {
  const lines = page.slices.map((slice, i) => ({slice, ...styleOf(slice, i), values: page.runs.map((_, run) => valueIn(slice, name, run))}))
    .filter(({values}) => Number.isFinite(values.at(-1)));
  if (lines.length === 0) return el("p.muted", {}, "No run has a value.");
  const longest = Math.max(...lines.map(({slice}) => sliceTitle(slice).length));
  const width = narrow.matches ? 360 : 960, left = 46, right = 12 + 7 * Math.min(longest, LONGEST_NAME), top = 10, bottom = 26;
  const height = Math.max(narrow.matches ? 240 : 280, 17 * lines.length);
  const ticks = scaleOf(lines.flatMap(({values}) => values.filter(Number.isFinite)));
  const x = (run) => left + (run + 0.3) * (width - left - right) / (page.runs.length - 0.4);
  const y = (value) => top + (ticks.at(-1) - value) / (ticks.at(-1) - ticks[0]) * height;
  const names = spread(lines.map(({values}) => y(values.at(-1))), 15, top + height);
  const every = Math.ceil(page.runs.length / (narrow.matches ? 10 : 30));
  return svg("svg", {class: "history", viewBox: "0 0 " + width + " " + (top + height + bottom), role: "img", "aria-label": labelOf(name) + " of each run"},
    ...ticks.flatMap((value) => [
      svg("line", {class: "grid", x1: left, x2: width - right, y1: y(value), y2: y(value)}),
      svg("text", {x: left - 8, y: y(value) + 4, "text-anchor": "end"}, scoreText(value, name))]),
    ...page.runs.flatMap((run, i) => i % every > 0 ? [] : [svg("text", {x: x(i), y: top + height + 18, "text-anchor": "middle"}, String(i + 1))]),
    ...lines.map((line, k) => historyLine(line, name, x, y, {x: width - right + 5, y: names[k]})));
}

/** Two runs are no history. */
function showHistory(name) {
  byId("history").hidden = page.runs.length < 3;
  if (page.runs.length < 3) return;
  byId("history").replaceChildren(
    el("h2", {}, labelOf(name) + " of each run"),
    historyChart(name),
    el("ol.run-names.muted.small", {}, ...page.runs.map((run) => el("li", {}, run.name))));
}

narrow.addEventListener("change", () => showHistory(chart.measure));
