// Everything about one slice: its measures, its confusion matrix, its calibration.

function measureRow(slice, name) {
  const [value, photos] = slice.metrics[name] ?? [NaN, 0];
  return el("div.measure", {}, explained(name, counted(photos, "photo") + (photos === 1 ? " has" : " have") + " a value of " + (photos === 1 ? "its" : "their") + " own."),
    el("span.number", {}, el("strong", {}, scoreText(value, name))),
    el("span.number.muted.small", {}, intervalText(intervalOf(slice, name), name)));
}

function measuresCard(slice) {
  return el("div.card", {}, el("h2", {}, "Scores"),
    ...SLICE_MEASURES.map((name) => measureRow(slice, name)),
    el("p.says.muted", {}, "A name opens to say what the number means.", isFew(slice) && " With so few photos the intervals say little."));
}

function confusionCell(pixels, row, isRight) {
  const share = row > 0 ? pixels / row : NaN;
  const cell = el("td" + (isRight ? ".is-right" : ".is-wrong"), {},
    el("strong", {}, Number.isFinite(share) ? tenths.format(share) : "–"), el("span.muted", {}, shortCount(pixels)));
  cell.style.setProperty("--share", Number.isFinite(share) ? share.toFixed(4) : 0);
  return cell;
}

const compact = new Intl.NumberFormat("en-US", {notation: "compact", maximumSignificantDigits: 3});
const shortCount = (pixels) => compact.format(pixels) + " px";

function confusionCard({confusion, ignored}) {
  return el("div.card", {}, el("h2", {}, "Confusion"),
    el("table.confusion", {},
      el("thead", {}, el("tr", {}, el("th", {}, "truth ↓ found →"), ...CLASSES.map((name) => el("th", {scope: "col"}, name)))),
      el("tbody", {}, ...confusion.map((row, t) => el("tr", {},
        el("th", {scope: "row"}, CLASSES[t], el("span.muted", {}, shortCount(sum(row)))),
        ...row.map((pixels, p) => confusionCell(pixels, sum(row), t === p)))))),
    el("p.says.muted", {}, "Of the pixels that truly are a class, where they went: a row makes 100 %.",
      ignored > 0 && " " + shortCount(ignored) + " whose truth is not known are left out."));
}

/** Bars are the share of right pixels, the diagonal is what the confidence promised. */
function calibrationPlot(bins) {
  const width = 300, height = 200, left = 34, top = 8, floor = 46;
  const total = sum(bins.map(([pixels]) => pixels));
  const x = (value) => left + value * width, y = (value) => top + (1 - value) * height;
  const step = width / bins.length;
  const bars = bins.flatMap(([pixels, right, confidence], i) => pixels === 0 ? [] : [svg("g", {},
    svg("title", {}, "confidence " + (confidence / pixels).toFixed(3) + ", right " + (right / pixels).toFixed(3) + ", " + inPercent.format(pixels / total) + " of the pixels"),
    svg("rect", {class: "bar", x: left + i * step + 1, y: y(right / pixels), width: step - 2, height: right / pixels * height}),
    svg("line", {class: "promise", x1: left + i * step + 1, x2: left + (i + 1) * step - 1, y1: y(confidence / pixels), y2: y(confidence / pixels)}),
    svg("rect", {class: "weight", x: left + i * step + 1, y: top + height + 22, width: step - 2, height: Math.max(0.5, floor * Math.sqrt(pixels / total) - 8)}))]);
  const ticks = [0, 0.5, 1].flatMap((value) => [
    svg("text", {x: x(value), y: top + height + 14, "text-anchor": "middle"}, String(value)),
    svg("text", {x: left - 6, y: y(value) + 4, "text-anchor": "end"}, String(value)),
    svg("line", {class: "grid", x1: left, x2: left + width, y1: y(value), y2: y(value)})]);
  return svg("svg", {class: "calibration", viewBox: "0 0 " + (left + width + 12) + " " + (top + height + floor + 18), role: "img", "aria-label": "Reliability diagram"},
    ...ticks, ...bars, svg("line", {class: "diagonal", x1: x(0), y1: y(0), x2: x(1), y2: y(1)}));
}

function calibrationCard(slice) {
  const {calibration} = slice;
  const isKnown = calibration.some(([pixels]) => pixels > 0);
  const confidence = sum(calibration.map((bin) => bin[2])) / sum(calibration.map((bin) => bin[0]));
  const right = sum(calibration.map((bin) => bin[1])) / sum(calibration.map((bin) => bin[0]));
  return el("div.card", {}, el("h2", {}, "Calibration"),
    !isKnown ? el("p.muted", {}, "No confidence was scored.") : el("div", {},
      el("p", {}, "ECE ", el("strong", {}, scoreText(valueOf(slice, "ece"), "ece")),
        el("span.muted", {}, " · mean confidence " + threeDecimals.format(confidence) + ", right " + threeDecimals.format(right))),
      calibrationPlot(calibration),
      el("p.says.muted", {}, "Share of right pixels by confidence, in " + calibration.length + " bins. Marks show the mean confidence: a bar that ends below its mark is too sure of itself. Below: how many pixels (square root)."),
      el("p.says.muted", {}, MEASURES.get("ece").says)));
}

function showDetails(slice) {
  const place = byId("details");
  const select = choice("Slice", page.slices.map((other, i) => [String(i), sliceTitle(other)]), String(page.slices.indexOf(slice)),
    (i) => showDetails(page.slices[Number(i)]));
  select.id = "slice";
  const isTest = slice.kind === "test";
  place.replaceChildren(
    el("div.details-head", {}, el("h2", {}, "In detail"), select,
      el("span.muted", {}, counted(slice.photos.length, "photo"), isFew(slice) && " · few photos: intervals say little",
        !isTest && " · not a generalisation score")),
    el("div.cards", {}, measuresCard(slice), confusionCard(slice), calibrationCard(slice)));
}

function chooseSlice(slice) {
  showDetails(slice);
  byId("details").scrollIntoView({block: "start"});
  byId("slice").focus({preventScroll: true});
}
