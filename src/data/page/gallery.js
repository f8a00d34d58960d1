// Thumbnails: chosen by the filters, in groups, in order.

const GROUPINGS = [
  {title: "nothing", values: () => [""]},
  ...FACETS.filter((facet) => countValues(facet, page.photos).size > 0),
];

const arrangement = {grouping: GROUPINGS[0], sort: "", isDescending: false};

/** [title, photos] of each group; a photo of two categories stands in both. */
function grouped(photos) {
  const {values, order} = arrangement.grouping;
  const groups = new Map();
  for (const photo of photos) {
    const titles = values(photo).filter(Boolean);
    for (const title of titles.length > 0 ? titles : [""]) {
      if (!groups.has(title)) groups.set(title, []);
      groups.get(title).push(photo);
    }
  }
  return [...groups].sort(([a], [b]) => (a === "") - (b === "") || (order ?? nameOrder.compare)(a, b));
}

function badges(photo) {
  const list = [];
  if (leakedNames.has(photo.name)) list.push(el("span.badge.is-bad", {}, "leak"));
  if (photo.made) list.push(el("span.badge", {}, spaced(photo.made)));
  return list;
}

function tile(photo, open) {
  const value = arrangement.sort ? property(photo, arrangement.sort) : NaN;
  const frame = el("span.frame", {}, ...badges(photo));
  const button = el("button.tile", {type: "button", tabindex: -1, title: photo.name, click: open},
    frame,
    el("span.caption", {}, el("span.caption-name", {}, photo.name),
      Number.isFinite(value) && el("span.muted", {}, measured(value))));
  const aspect = photo.width > 0 && photo.height > 0 ? photo.width / photo.height : 1;
  button.style.setProperty("--aspect", Math.min(2.4, Math.max(0.5, aspect)).toFixed(3));
  whenSeen(button, () => frame.prepend(...stackedPictures(photo.jpeg, photo.overlay)));
  return button;
}

function showPhotos() {
  const photos = page.photos.filter((photo) => passes(photo)).sort(comparison(arrangement.sort, arrangement.isDescending));
  const groups = grouped(photos);
  const shown = groups.flatMap(([, members]) => members);
  const hasTitles = arrangement.grouping !== GROUPINGS[0];
  let place = 0;
  forgetBelow(byId("groups"));
  byId("groups").replaceChildren(...groups.map(([title, members]) => el("div.group", {},
    hasTitles && el("h3", {}, title ? spaced(title) : "none", el("span.muted", {}, whole.format(members.length))),
    el("div.tiles", {}, ...members.map((photo) => {
      const own = place++;
      return tile(photo, () => openViewer(shown, own));
    })))));
  byId("groups").querySelector(".tile")?.setAttribute("tabindex", "0");
  if (photos.length === 0) {
    byId("groups").append(el("p.nothing.muted", {}, page.photos.length === 0 ? "There are no photos." : "No photo passes the filters."));
  }
  showShown(photos);
}

/** One tile is in the way of the Tab key; arrows lead from it to the others. */
function moveFocus(event) {
  const tiles = [...byId("groups").querySelectorAll(".tile")];
  const at = tiles.indexOf(document.activeElement);
  const next = {ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tiles.length - 1}[event.key];
  if (at < 0 || tiles[next] === undefined) return;
  event.preventDefault();
  focusTile(tiles[next]);
}

function focusTile(tile) {
  byId("groups").querySelector(".tile[tabindex='0']")?.setAttribute("tabindex", "-1");
  tile?.setAttribute("tabindex", "0");
  tile?.focus();
}

let refreshGallery = () => {};

/** Shows the photos of a histogram's bar. */
function choosePhotos({property: name, limits, split}) {
  clearFilters();
  filter.property = name;
  filter.limits = limits;
  if (split) filter.chosen.get(FACETS[0]).add(split);
  setSort(name);
  refreshGallery();
  goToSection("photos");
}

function setSort(name) {
  arrangement.sort = name;
  byId("sort").value = name;
}

function setOverlay(isOn) {
  byId("overlay").checked = isOn;
  document.body.classList.toggle("has-overlays", isOn);
}

function makeGallery() {
  const update = makeFacets(() => refreshGallery());
  refreshGallery = () => {
    update();
    showPhotos();
  };

  byId("group").append(...GROUPINGS.map(({title}, i) => el("option", {value: i}, title.toLowerCase())));
  arrangement.grouping = GROUPINGS.find(({title}) => title === "Split") ?? GROUPINGS[0];
  byId("group").value = GROUPINGS.indexOf(arrangement.grouping);
  byId("group").addEventListener("change", () => {
    arrangement.grouping = GROUPINGS[byId("group").value];
    showPhotos();
  });

  byId("sort").append(el("option", {value: ""}, "name"), ...propertyNames.map((name) => el("option", {value: name}, labelOf(name))));
  byId("sort").addEventListener("change", () => {
    arrangement.sort = byId("sort").value;
    showPhotos();
  });
  byId("direction").addEventListener("click", () => {
    arrangement.isDescending = !arrangement.isDescending;
    showDirection(arrangement.isDescending);
    showPhotos();
  });
  makeSearch(() => refreshGallery());
  byId("overlay").addEventListener("change", () => setOverlay(byId("overlay").checked));
  byId("groups").addEventListener("keydown", moveFocus);

  showDirection(arrangement.isDescending);
  setOverlay(true);
  refreshGallery();
}
