// Filters: what photos are chosen by, with how many there are of each value. A page says which
// there are, in FACETS.

const FEW_VALUES = 8;

const filter = {
  search: "",
  chosen: new Map(FACETS.map((facet) => [facet, new Set()])),
  property: "",
  limits: [-Infinity, Infinity],
};

const isIn = (value, [from, to]) => value >= from && value <= to;

const hasLimits = () => filter.property !== "" && (filter.limits[0] > -Infinity || filter.limits[1] < Infinity);

/** Whether a photo passes all filters but one. */
function passes(photo, but = null) {
  if (filter.search && !photo.name.toLowerCase().includes(filter.search)) return false;
  if (but !== "limits" && hasLimits() && !isIn(property(photo, filter.property), filter.limits)) return false;
  return FACETS.every((facet) => {
    const chosen = filter.chosen.get(facet);
    return facet === but || chosen.size === 0 || facet.values(photo).some((value) => chosen.has(value));
  });
}

/** How many photos have each value of a facet, in a Map: values may have any name. */
function countValues(facet, photos) {
  const counts = new Map();
  for (const photo of photos) {
    for (const value of facet.values(photo)) if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

const numberOfFilters = () =>
  [...filter.chosen.values()].filter((chosen) => chosen.size > 0).length + hasLimits() + (filter.search !== "");

function clearFilters() {
  filter.search = "";
  byId("search").value = "";
  filter.chosen.forEach((chosen) => chosen.clear());
  filter.property = "";
  filter.limits = [-Infinity, Infinity];
}

/** The field for names and the button that clears all filters. */
function makeSearch(refresh) {
  byId("search").addEventListener("input", () => {
    filter.search = byId("search").value.trim().toLowerCase();
    refresh();
  });
  byId("clear").addEventListener("click", () => {
    clearFilters();
    refresh();
    byId("search").focus();
  });
}

/** Says how many photos the filters leave. */
function showShown(photos) {
  byId("shown").textContent = photos.length === page.photos.length
    ? counted(photos.length, "photo")
    : whole.format(photos.length) + " of " + whole.format(page.photos.length);
  byId("clear").hidden = numberOfFilters() === 0;
}

function facetRow(facet, value, update) {
  const box = el("input", {type: "checkbox", change: () => {
    const chosen = filter.chosen.get(facet);
    if (box.checked) chosen.add(value);
    else chosen.delete(value);
    update();
  }});
  const count = el("span.facet-count.muted");
  const length = el("span.facet-length" + classColour(value), {"aria-hidden": "true"});
  const row = el("label.facet-row", {title: value}, box, el("span.facet-name", {}, spaced(value)), count, length);
  return {value, row, box, count, length};
}

/** A facet's checkboxes; null when they could choose nothing. */
function facetGroup(facet, update) {
  const counts = countValues(facet, page.photos);
  const holdsAll = counts.size === 1 && [...counts.values()][0] === page.photos.length;
  if (counts.size === 0 || holdsAll) return null;
  const byCount = (a, b) => counts.get(b) - counts.get(a) || a.localeCompare(b);
  const rows = [...counts.keys()].sort(facet.order ?? byCount).map((value) => facetRow(facet, value, update));
  const group = el("fieldset.facet", {}, el("legend", {}, facet.title), ...rows.map(({row}) => row));
  if (rows.length > FEW_VALUES + 1) {
    group.classList.add("is-short");
    rows.slice(FEW_VALUES).forEach(({row}) => row.classList.add("is-rare"));
    const more = el("button.button.is-plain.small", {type: "button", "aria-expanded": "false", click: () => {
      const isShort = group.classList.toggle("is-short");
      more.textContent = isShort ? (rows.length - FEW_VALUES) + " more" : "Fewer";
      more.setAttribute("aria-expanded", String(!isShort));
    }}, (rows.length - FEW_VALUES) + " more");
    group.append(more);
  }
  return {facet, group, rows};
}

/** Property, histogram and limits. */
function limitsGroup(update) {
  const picture = el("div");
  const select = el("select", {"aria-label": "Property", change: () => {
    filter.property = select.value;
    filter.limits = [-Infinity, Infinity];
    update();
  }}, el("option", {value: ""}, "any"), ...propertyNames.map((name) => el("option", {value: name}, labelOf(name))));
  const field = (side, label, open) => el("input", {type: "number", step: "any", "aria-label": label, placeholder: label, change: (event) => {
    const value = event.target.valueAsNumber;
    filter.limits[side] = Number.isFinite(value) ? value : open;
    update();
  }});
  const fields = [field(0, "from", -Infinity), field(1, "to", Infinity)];
  const limits = el("div.limits", {}, ...fields);
  const group = el("fieldset.facet", {}, el("legend", {}, "Property"), select, picture, limits);

  function refresh() {
    select.value = filter.property;
    limits.hidden = filter.property === "";
    fields.forEach((input, side) => {
      const value = filter.limits[side];
      input.value = Number.isFinite(value) ? Number(value.toPrecision(4)) : "";
    });
    picture.replaceChildren();
    const all = filter.property ? sortedValues(page.photos, filter.property) : [];
    if (all.length === 0) return;
    const axis = axisOf(all);
    const rest = sortedValues(page.photos.filter((photo) => passes(photo, "limits")), filter.property);
    picture.append(histogram(rest, axis, (chosen) => {
      filter.limits = chosen;
      update();
    }, 40), axisLabels(axis));
  }
  return {group, refresh};
}

/** Makes the filters and returns what brings them up to date. */
function makeFacets(update) {
  const facets = FACETS.map((facet) => facetGroup(facet, update)).filter(Boolean);
  const limits = propertyNames.length > 0 ? limitsGroup(update) : null;
  byId("facet-list").append(...facets.map(({group}) => group), ...(limits ? [limits.group] : []));

  const wide = matchMedia("(min-width: 900px)");
  const follow = () => { byId("facets").open = wide.matches; };
  wide.addEventListener("change", follow);
  follow();

  return () => {
    for (const {facet, rows} of facets) {
      const counts = countValues(facet, page.photos.filter((photo) => passes(photo, facet)));
      const largest = Math.max(...counts.values(), 1);
      for (const {value, row, box, count, length} of rows) {
        const number = counts.get(value) ?? 0;
        box.checked = filter.chosen.get(facet).has(value);
        count.textContent = whole.format(number);
        length.style.width = (100 * number / largest).toFixed(1) + "%";
        row.classList.toggle("is-empty", number === 0);
      }
    }
    limits?.refresh();
    const number = numberOfFilters();
    byId("facets-note").textContent = number > 0 ? "(" + number + ")" : "";
  };
}
