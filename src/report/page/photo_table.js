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

const nameOrder = new Intl.Collator("en", {numeric: true});
const arrangement = {sort: "miou", isDescending: false, view: "errors"};

/** Photos without the value stand last in either direction. */
function inOrder(a, b) {
  const sign = arrangement.isDescending ? -1 : 1;
  const byName = nameOrder.compare(a.name, b.name);
  if (arrangement.sort === "") return sign * byName;
  const first = property(a, arrangement.sort) ?? NaN, second = property(b, arrangement.sort) ?? NaN;
  const missing = Number.isNaN(first) - Number.isNaN(second);
  return missing || sign * (first - second) || byName;
}

function scoreCell(photo, {name, title}) {
  const value = property(photo, name);
  const cell = el("td.number" + (name === "miou" ? ".is-main" : ""), {"data-title": title}, scoreText(value ?? NaN, name));
  if (name === "miou" && Number.isFinite(value)) cell.style.setProperty("--share", value.toFixed(3));
  return cell;
}

function photoRow(photo, open) {
  const scores = photo.reason
    ? [el("td.reason-text", {colspan: COLUMNS.length - 1}, "not scored: " + photo.reason)]
    : COLUMNS.slice(1).map((column) => scoreCell(photo, column));
  return el("tr", {},
    el("td.photo-cell", {}, el("button.photo-button", {type: "button", title: photo.name, click: open}, picture(photo, arrangement.view),
      el("span.photo-text", {}, el("span.photo-name", {}, ...breakable(photo.name)), el("span.muted.small", {}, originText(photo)),
        el("span.photo-badges", {}, ...badges(photo).filter(Boolean))))),
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
  const photos = page.photos.filter((photo) => passes(photo)).sort(inOrder);
  forgetBelow(byId("rows"));
  byId("rows").replaceChildren(...photos.map((photo, i) => photoRow(photo, () => enlarge(photos, i, arrangement.view))));
  byId("nothing").hidden = photos.length > 0;
  byId("table").hidden = photos.length === 0;
  byId("shown").textContent = photos.length === page.photos.length
    ? counted(photos.length, "photo")
    : whole.format(photos.length) + " of " + whole.format(page.photos.length);
  byId("clear").hidden = numberOfFilters() === 0;
  showTogether(photos);
}

function showOrder() {
  const {sort, isDescending} = arrangement;
  byId("sort").value = sort;
  byId("direction").textContent = isDescending ? "↓" : "↑";
  byId("direction").title = isDescending ? "Descending" : "Ascending";
  byId("direction").setAttribute("aria-label", byId("direction").title);
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
  byId("search").addEventListener("input", () => {
    filter.search = byId("search").value.trim().toLowerCase();
    refreshTable();
  });
  byId("clear").addEventListener("click", () => {
    clearFilters();
    refreshTable();
    byId("search").focus();
  });
  showOrder();
  refreshTable();
}
