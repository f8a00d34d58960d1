// The page's head, its bar charts and its settings.

function bar(share, name = "") {
  const length = el("div.length" + classColour(name));
  length.style.width = (100 * share).toFixed(2) + "%";
  return el("div.track", {"aria-hidden": "true"}, length);
}

function countsCard({title, rows, are_shares}) {
  const values = rows.map(([, value]) => value ?? 0);
  const largest = Math.max(...values, are_shares ? 0 : 1);
  const total = values.reduce((sum, value) => sum + value, 0);
  const list = el("dl.bars", {}, ...rows.map(([name, value]) => el("div", {},
    el("dt", {title: name}, spaced(name)),
    el("dd", {}, bar(largest > 0 ? value / largest : 0, name)),
    are_shares
      ? el("dd.value", {}, inPercent.format(value))
      : el("dd.value", {}, whole.format(value), " ",
          el("span.muted", {}, total > 0 ? inPercent.format(value / total) : "")))));
  return el("div.card" + (rows.length > 14 ? ".is-long" : ""), {}, el("h2", {}, title), list);
}

function figure(value, label, isBad = false) {
  return el("div" + (isBad ? ".is-bad" : ""), {}, el("dt", {}, label), el("dd", {}, whole.format(value)));
}

function showHead() {
  const leaks = page.pairs.filter((pair) => pair.crosses).length;
  byId("title").textContent = page.title;
  fill(byId("subtitle"), page.created_by,
    page.digest && el("span", {title: "Digest of the content: " + page.digest}, " · digest " + page.digest.slice(0, 12)),
    page.photos.length < page.photos_in_total &&
      " · shows " + whole.format(page.photos.length) + " of " + counted(page.photos_in_total, "photo"));
  byId("figures").append(
    figure(page.photos_in_total, "photos"),
    figure(page.pairs.length - leaks, "near-duplicates"),
    figure(leaks, leaks === 1 ? "leak" : "leaks", leaks > 0),
    figure(page.rejected.length, "rejected"));
  if (leaks > 0) {
    warn(true, counted(leaks, "near-duplicate pair") + (leaks === 1 ? " stands" : " stand") +
      " in two splits, so that scores there are too good.",
      el("a", {href: "#duplicates"}, "See the pairs"));
  }
  if (page.warnings.length > 0) {
    byId("warnings").append(el("ul.warning", {}, ...page.warnings.map((warning) => el("li", {}, warning))));
  }
  byId("warnings").hidden = leaks + page.warnings.length === 0;

  const counts = {photos: page.photos.length, duplicates: page.pairs.length, rejected: page.rejected.length};
  for (const link of document.querySelectorAll("#sections a")) {
    const count = counts[link.hash.slice(1)];
    if (count !== undefined) link.append(el("span.count", {}, whole.format(count)));
    link.classList.toggle("is-bad", link.hash === "#duplicates" && leaks > 0);
  }
}

function showCounts() {
  // Long lists take the whole width, after the others.
  const cards = page.counts.filter(({rows}) => rows.length > 0)
    .sort((a, b) => (a.rows.length > 14) - (b.rows.length > 14));
  byId("counts").append(...cards.map(countsCard));
}

function showSettings() {
  const rows = [["digest", page.digest], ["made by", page.created_by], ...page.settings];
  byId("settings").append(el("table.settings", {}, el("tbody", {}, ...rows.map(([name, value]) =>
    el("tr", {}, el("th", {scope: "row"}, name), el("td", {}, value))))));
}
