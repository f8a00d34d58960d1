// The chart of differences: one measure, each slice with its interval around no difference.

const chart = {measure: page.metric};

const CHART_MEASURES = [...new Set([...SLICE_MEASURES, page.metric])];

const isErrorMeasure = (name) => MEASURES.get(name)?.isError === true;

/** How far the axis reaches to both sides. */
function reachOf(name) {
  const ends = page.slices.map((slice) => differenceIn(slice, name)).filter(Boolean).flatMap(({difference, interval}) => [difference, ...(interval ?? [])]);
  const largest = Math.max(0, ...ends.map(Math.abs));
  return [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5].find((end) => end >= largest) ?? 1;
}

function changePlot(found, reach) {
  return intervalPlot({
    at: (value) => Math.min(1, Math.max(0, 0.5 + value / reach / 2)),
    grid: [-reach, -reach / 2, reach / 2, reach],
    reference: 0,
    value: found?.difference,
    interval: found?.interval,
  });
}

function changeRow(slice, reach) {
  const name = chart.measure, found = differenceIn(slice, name);
  return el("tr.is-" + slice.kind + (isFewOf(slice) ? ".is-few" : "") + (found ? ".is-" + found.verdict.split(" ")[0] : ""), {},
    el("th", {scope: "row"}, sliceTitle(slice), isFewOf(slice) && el("span.mark", {}, "few photos")),
    el("td.number.n", {}, whole.format(slice.n)),
    el("td.number.values", {}, changeText(slice, name)),
    el("td.plot", {}, changePlot(found, reach)),
    el("td.number.value", {}, found ? differenceText(found.difference, name) : "–"),
    el("td.number.reach-text.muted", {}, found ? endsText(found.interval, name) : "–"),
    el("td.verdict-cell", {}, found && verdictMark(found.verdict)));
}

function changeAxis(reach) {
  const ticks = [-reach, 0, reach].map((value) => el("span", {}, value === 0 ? "0" : differenceText(value, chart.measure)));
  return el("tr.axis-row.muted", {"aria-hidden": "true"}, el("td"), el("td"), el("td"), el("td.plot", {}, el("div.axis", {}, ...ticks)), el("td"), el("td"), el("td"));
}

function showChart() {
  const name = chart.measure, reach = reachOf(name);
  const sides = isErrorMeasure(name) ? "better ← → worse" : "worse ← → better";
  const head = [["", ""], ["photos", ".number"], [labelOf(name), ".number"], [sides, ".middle"], ["change", ".number"], ["95 % interval", ".number"], ["", ""]];
  byId("change-chart").replaceChildren(
    el("table.categories.changes", {},
      el("thead", {}, el("tr", {}, ...head.map(([text, look]) => el("th" + look, {scope: "col"}, text)))),
      el("tbody", {}, ...page.slices.map((slice) => changeRow(slice, reach)), changeAxis(reach))));
  byId("change-says").textContent = (MEASURES.get(name)?.says ?? "") + (isErrorMeasure(name) ? " Less is better." : "");
  showHistory(name);
}

function showChanges() {
  byId("changes").append(
    el("div.card-head", {}, el("h2", {}, "Test set and categories"),
      el("div.choices.no-print", {}, choice("Measure", CHART_MEASURES.map((name) => [name, labelOf(name)]), chart.measure, (name) => { chart.measure = name; showChart(); }))),
    el("p.section-note", {}, "The change from ", el("strong", {}, baseline.name), " to ", el("strong", {}, candidate.name),
      " with its 95 % interval. An interval that holds 0, the dashed line, leaves open which of the two is better. Categories are for debugging."),
    el("div", {id: "change-chart"}),
    el("p.says.muted", {id: "change-says"}),
    el("details", {}, el("summary", {}, "All numbers"), numbersTable((slice) => slice.n, changeText)));
  showChart();
}
