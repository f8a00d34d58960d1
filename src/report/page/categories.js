// The chart of categories: one measure, each slice with its interval, against all photos.

const chart = {measure: "miou", size: "metrics"};

/** The axis' end: 1 for scores, a little more than what there is for errors. */
function axisEnd() {
  if (!MEASURES.get(chart.measure).isError) return 1;
  const ends = page.slices.flatMap((slice) => [valueOf(slice, chart.measure, chart.size), ...(intervalOf(slice, chart.measure) ?? [])]);
  const largest = Math.max(0.01, ...ends.filter(Number.isFinite));
  return [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1].find((end) => end >= largest) ?? 1;
}

const shownInterval = (slice) => chart.size === "metrics" ? intervalOf(slice, chart.measure) : null;

/** On an axis from 0 to `end`; the line is what all photos score. */
function scorePlot(slice, end) {
  return intervalPlot({
    at: (value) => Math.min(1, value / end),
    grid: [0, 0.25, 0.5, 0.75, 1].map((part) => part * end),
    reference: valueOf(sliceOf("all"), chart.measure, chart.size),
    value: valueOf(slice, chart.measure, chart.size),
    interval: shownInterval(slice),
  });
}

function categoryRow(slice, end) {
  const name = chart.measure;
  const value = valueOf(slice, name, chart.size), gap = value - valueOf(sliceOf("all"), name, chart.size);
  const interval = shownInterval(slice);
  const seen = slice.kind === "all" ? 0 : photosOf(slice).filter(wasSeen).length;
  return el("tr.is-" + slice.kind + (isFew(slice) ? ".is-few" : ""), {},
    el("th", {scope: "row"}, el("button.button.is-plain", {type: "button", title: "Show its details", click: () => chooseSlice(slice)}, sliceTitle(slice)),
      isFew(slice) && el("span.mark", {}, "few photos"), seen > 0 && el("span.mark.is-seen", {}, whole.format(seen) + " seen")),
    el("td.number.n", {}, whole.format(slice.photos.length)),
    el("td.plot", {}, scorePlot(slice, end)),
    el("td.number.value", {}, scoreText(value, name)),
    el("td.number.reach-text.muted", {}, interval ? intervalText(interval, name) : "–"),
    el("td.number.gap", {}, slice.kind === "all" || Number.isNaN(gap) ? "–" : differenceText(gap, name)));
}

function axisRow(end) {
  const text = MEASURES.get(chart.measure).isShare ? (value) => inPercent.format(value) : measured;
  const ticks = [0, 0.5, 1].map((part) => el("span", {}, text(part * end)));
  return el("tr.axis-row.muted", {"aria-hidden": "true"}, el("td"), el("td"), el("td.plot", {}, el("div.axis", {}, ...ticks)), el("td"), el("td"), el("td"));
}

function showChart() {
  const end = axisEnd();
  const head = ["", "photos", "", labelOf(chart.measure), "95 % interval", "gap to all"];
  byId("chart").replaceChildren(
    el("table.categories", {},
      el("thead", {}, el("tr", {}, ...head.map((text, i) => el("th" + (i === 1 || i > 2 ? ".number" : ""), {scope: "col"}, text)))),
      el("tbody", {}, ...page.slices.map((slice) => categoryRow(slice, end)), axisRow(end))));
  byId("chart-says").textContent = MEASURES.get(chart.measure).says;
}

const numbersAt = (size) =>
  numbersTable((slice) => slice.photos.length, (slice, name) => scoreText(valueOf(slice, name, size), name));

function showCategories() {
  const side = page.subject.image_size;
  byId("categories").append(
    el("div.card-head", {}, el("h2", {}, "Test set and categories"),
      el("div.choices.no-print", {},
        choice("Measure", SLICE_MEASURES.map((name) => [name, labelOf(name)]), chart.measure, (name) => { chart.measure = name; showChart(); }),
        choice("Size at which it is scored", [["metrics", "own size"], ["network", "network size" + (side > 0 ? ", " + side + "²" : "")]], chart.size,
          (size) => { chart.size = size; showChart(); }))),
    el("p.section-note", {}, el("strong", {}, "Categories are for debugging: "), "they show where the model fails, and are no score of how well it generalises. ",
      "The line marks what all photos score together."),
    el("div", {id: "chart"}),
    el("p.says.muted", {id: "chart-says"}),
    el("details", {}, el("summary", {}, "All numbers"), el("h3", {}, "At the photos' own size"), numbersAt("metrics"),
      el("h3", {}, "At the size that the network sees"), numbersAt("network")));
  showChart();
}
