// Numbers that photos have: their distribution, and where one stands in it. A page says how a
// property is called, labelOf(name).

const BINS = 32;
const property = (photo, name) => photo.properties.find(([other]) => other === name)?.[1] ?? NaN;

const nameOrder = new Intl.Collator("en", {numeric: true});

/** Sorts photos by a property, by their names where it is "". Those without it stand last in either direction. */
function comparison(name, isDescending) {
  const sign = isDescending ? -1 : 1;
  return (a, b) => {
    const byName = nameOrder.compare(a.name, b.name);
    if (name === "") return sign * byName;
    const first = property(a, name), second = property(b, name);
    const missing = Number.isNaN(first) - Number.isNaN(second);
    return missing || sign * (first - second) || byName;
  };
}

/** On the button that turns an order round. */
function showDirection(isDescending) {
  byId("direction").textContent = isDescending ? "↓" : "↑";
  byId("direction").title = isDescending ? "Descending" : "Ascending";
  byId("direction").setAttribute("aria-label", byId("direction").title);
}

const propertyNames = [...new Set(page.photos.flatMap((photo) => photo.properties.map(([name]) => name)))];

const sortedValues = (photos, name) =>
  photos.map((photo) => property(photo, name)).filter(Number.isFinite).sort((a, b) => a - b);

const quantile = (sorted, share) => sorted[Math.round(share * (sorted.length - 1))];

/** The bins' limits. A long tail would leave the rest in one bin: it goes into the outermost ones. */
function axisOf(sorted) {
  const low = quantile(sorted, 0.02), high = quantile(sorted, 0.98);
  const axis = {low, high: high > low ? high : low + 1};
  axis.step = (axis.high - axis.low) / BINS;
  axis.isCutLow = sorted[0] < axis.low;
  axis.isCutHigh = sorted.at(-1) > axis.high;
  return axis;
}

const binOf = (value, {low, step}) => Math.min(BINS - 1, Math.max(0, Math.floor((value - low) / step)));

/** From and to of a bin; the outermost ones are open. */
function limitsOf(bin, {low, step}) {
  return [bin === 0 ? -Infinity : low + bin * step, bin === BINS - 1 ? Infinity : low + (bin + 1) * step];
}

function limitsText([from, to]) {
  if (from === -Infinity) return "below " + measured(to);
  return to === Infinity ? measured(from) + " and above" : measured(from) + " to " + measured(to);
}

/** Bars of one row; `choose(limits)` is called for the bin that is clicked. */
function histogram(values, axis, choose, height = 34) {
  const bins = new Array(BINS).fill(0);
  for (const value of values) ++bins[binOf(value, axis)];
  const tallest = Math.max(...bins, 1);
  const bars = bins.map((count, bin) => {
    const length = count / tallest * (height - 1);
    const group = svg("g", {class: count > 0 ? "bin" : "bin is-empty"},
      svg("title", {}, limitsText(limitsOf(bin, axis)) + ": " + counted(count, "photo")),
      svg("rect", {class: "reach", x: bin, y: 0, width: 1, height}),
      svg("rect", {class: "bar", x: bin + 0.06, y: height - length, width: 0.88, height: length}));
    if (count > 0) group.addEventListener("click", () => choose(limitsOf(bin, axis)));
    return group;
  });
  const median = values.length > 0 ? (quantile(values, 0.5) - axis.low) / axis.step : -9;
  return svg("svg", {viewBox: "0 0 " + BINS + " " + height, preserveAspectRatio: "none", class: "histogram", "aria-hidden": "true"},
    ...bars,
    svg("line", {class: "median", x1: median, x2: median, y1: 0, y2: height}));
}

const axisLabels = (axis) => el("div.axis.muted", {},
  el("span", {}, (axis.isCutLow ? "≤ " : "") + measured(axis.low)),
  el("span", {}, (axis.isCutHigh ? "≥ " : "") + measured(axis.high)));

/** Where a value stands among all photos', in [0, 1]. */
function rankOf(value, name) {
  const sorted = sortedValues(page.photos, name);
  const below = sorted.filter((other) => other < value).length;
  const same = sorted.filter((other) => other === value).length;
  return (below + same / 2) / sorted.length;
}

function propertyFact([name, value]) {
  if (!Number.isFinite(value)) return false;
  const rank = rankOf(value, name);
  const dot = el("span.rank-dot");
  dot.style.left = (100 * rank).toFixed(1) + "%";
  return el("div", {}, el("dt", {}, labelOf(name)),
    el("dd.rank", {title: "above " + inPercent.format(Number(rank.toFixed(2))) + " of the photos"},
      el("span", {}, measured(value)), el("span.rank-track", {"aria-hidden": "true"}, dot)));
}
