const NUMBERS = ["miou", "image_miou", "iou_background", "iou_cat", "iou_dog", "pet_iou", "species_swap", "boundary_iou", "ece"];

/** Every slice's numbers at once, to read and to print: its photos, then textOf(slice, measure) of each. */
function numbersTable(photosIn, textOf) {
  return el("div.wide", {tabindex: 0, role: "region", "aria-label": "All numbers"}, el("table.numbers", {},
    el("thead", {}, el("tr", {}, el("th"), el("th.number", {scope: "col"}, "photos"), ...NUMBERS.map((name) => el("th.number", {scope: "col"}, labelOf(name))))),
    el("tbody", {}, ...page.slices.map((slice) => el("tr", {},
      el("th", {scope: "row"}, sliceTitle(slice)), el("td.number", {}, whole.format(photosIn(slice))),
      ...NUMBERS.map((name) => el("td.number", {}, textOf(slice, name))))))));
}
