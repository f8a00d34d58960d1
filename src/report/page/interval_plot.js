/** A point with its interval; `at` places a value on the axis, from 0 to 1, `reference` is a dashed line. */
function intervalPlot({at, grid, reference, value, interval}) {
  const place = (number) => (100 * at(number)).toFixed(2) + "%";
  const upright = (kind, number, y1 = 0, y2 = "100%") => svg("line", {class: kind, x1: place(number), x2: place(number), y1, y2});
  const marks = grid.map((number) => upright("grid", number));
  if (Number.isFinite(reference)) marks.push(upright("reference", reference));
  if (interval) {
    const [low, high] = interval.map(place);
    marks.push(svg("line", {class: "reach", x1: low, x2: high, y1: "50%", y2: "50%"}));
    for (const end of interval) marks.push(upright("reach-end", end, "28%", "72%"));
  }
  if (Number.isFinite(value)) marks.push(svg("circle", {class: "point", cx: place(value), cy: "50%", r: 5}));
  return svg("svg", {class: "interval-plot", "aria-hidden": "true"}, ...marks);
}
