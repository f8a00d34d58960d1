// The table of all photos: chosen by the filters, in order, with what they score together.

const COLUMNS = [
  {name: "", title: "Photo"},
  {name: "miou", title: "mIoU"},
  {name: "pet_iou", title: "pet IoU"},
  {name: "species_swap", title: "swap"},
  {name: "iou_cat", title: "cat"},
  {name: "iou_dog", title: "dog"},
  {name: "confidence", title: "confidence"},
  {name: "label_quality", title: "label quality"},
];

const arrangement = {sort: "miou", isDescending: false, view: "errors"};

function scoreCell(photo, {name, title}) {
  return el("td.number" + (name === "miou" ? ".is-main" : ""), {"data-title": title}, scoreText(property(photo, name), name));
}

function photoRow(photo, open) {
  const scores = photo.reason
    ? [el("td.reason-text", {colspan: COLUMNS.length - 1}, "not scored: " + photo.reason)]
    : COLUMNS.slice(1).map((column) => scoreCell(photo, column));
  return el("tr", {},
    el("td.photo-cell", {}, el("button.photo-button", {type: "button", title: photo.name, click: open}, picture(photo, arrangement.view),
      el("span.photo-text", {}, el("span.photo-name", {}, ...breakable(photo.name)), el("span.muted.small", {}, originText(photo)),
        el("span.photo-badges", {}, ...badges(photo))))),
    ...scores);
}

function showTogether(photos) {
  const scored = photos.filter((photo) => !photo.reason);
  const scores = pooledScores(scored);
  byId("together").replaceChildren(
    el("span.muted", {}, "Together, " + counted(scored.length, "photo") + ":"),
    ...["miou", "pet_iou", "species_swap"].map((name) => el("span", {}, labelOf(name) + " ", el("strong", {}, scoreText(scores[name], name)))));
}

function showTable() {
  const photos = page.photos.filter((photo) => passes(photo)).sort(comparison(arrangement.sort, arrangement.isDescending));
  forgetBelow(byId("rows"));
  byId("rows").replaceChildren(...photos.map((photo, i) => photoRow(photo, () => enlarge(photos, i, arrangement.view))));
  byId("nothing").hidden = photos.length > 0;
  byId("table").hidden = photos.length === 0;
  showShown(photos);
  showTogether(photos);
}

function showOrder() {
  const {sort, isDescending} = arrangement;
  byId("sort").value = sort;
  showDirection(isDescending);
  for (const head of byId("columns").children) {
    if (head.dataset.name === sort) head.setAttribute("aria-sort", isDescending ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  }
}

/** By another value, ascending; by the same one the other way round. */
function sortBy(name) {
  arrangement.isDescending = arrangement.sort === name && !arrangement.isDescending;
  arrangement.sort = name;
  showOrder();
  showTable();
}

let refreshTable = () => {};

function makeTable() {
  const update = makeFacets(() => refreshTable());
  refreshTable = () => {
    update();
    showTable();
  };
  byId("columns").append(...COLUMNS.map(({name, title}) => el("th" + (name ? ".number" : ""), {scope: "col", "data-name": name},
    el("button.button.is-plain", {type: "button", title: MEASURES.get(name)?.says, click: () => sortBy(name)}, title))));
  byId("sort").append(el("option", {value: ""}, "name"), ...propertyNames.map((name) => el("option", {value: name}, labelOf(name))));
  byId("sort").addEventListener("change", () => {
    arrangement.sort = byId("sort").value;
    showOrder();
    showTable();
  });
  byId("direction").addEventListener("click", () => sortBy(arrangement.sort));
  byId("view").append(...VIEWS.map(({name, title}) => el("option", {value: name, selected: name === arrangement.view}, title.toLowerCase())));
  byId("view").addEventListener("change", () => {
    arrangement.view = byId("view").value;
    showTable();
  });
  makeSearch(() => refreshTable());
  showOrder();
  refreshTable();
}
