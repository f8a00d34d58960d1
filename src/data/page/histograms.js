// Histograms of the photos' properties: a row for each split, on one axis.

function histogramCard(name, splits) {
  const axis = axisOf(sortedValues(page.photos, name));
  const rows = splits.map((split) => {
    const values = sortedValues(page.photos.filter((photo) => photo.split === split), name);
    if (values.length === 0) return false;
    const choose = (limits) => choosePhotos({property: name, limits, split: splits.length > 1 ? split : ""});
    return el("div.ridge", {},
      el("span", {}, split || "all"),
      histogram(values, axis, choose),
      el("span.median-text", {title: "median of " + counted(values.length, "photo")}, measured(quantile(values, 0.5))));
  });
  return el("div.card", {},
    el("div.card-head", {}, el("h2", {}, labelOf(name)), el("span.muted.small", {}, "median")),
    ...rows,
    el("div.ridge", {}, el("span"), axisLabels(axis), el("span")));
}

function showHistograms() {
  const names = propertyNames.filter((name) => sortedValues(page.photos, name).length > 0);
  if (names.length === 0) return;
  const splits = [...new Set(page.photos.map((photo) => photo.split))].sort(inSplitOrder);
  byId("histograms").append(
    el("h2", {}, "Properties of the photos"),
    el("p.section-note", {}, "Each row is as tall as its own fullest bin; the line marks the median. A click on a bar shows its photos."),
    el("div.cards", {}, ...names.map((name) => histogramCard(name, splits))));
}
