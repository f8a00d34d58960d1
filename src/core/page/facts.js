// Name by value; rows without a value are left out.

function factList(rows) {
  const known = rows.filter(([, value]) => value);
  return el("dl.facts", {}, ...known.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));
}

/** Of a table that fills the page. */
const factTable = (rows) => el("table.settings", {}, el("tbody", {}, ...rows.filter(([, value]) => value).map(([name, value]) =>
  el("tr", {}, el("th", {scope: "row"}, name), el("td", {}, value)))));

/** Rows on what a photo shows and where it comes from. */
const originRows = (photo) => [
  ["species", spaced(photo.species)],
  ["breed", spaced(photo.breed)],
  ["source", photo.source],
  ["condition", photo.condition],
  ["made", spaced(photo.made)],
  [photo.made ? "made from" : "raw file", photo.origin],
  ["size", photo.width > 0 ? photo.width + " × " + photo.height : ""],
];
