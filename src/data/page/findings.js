// What is wrong with the data: near-duplicates, leaks between splits, rejected files.

const photosByName = new Map(page.photos.map((photo) => [photo.name, photo]));

/** Pairs that a photo is one of. */
const pairsOf = (name) => page.pairs.filter((pair) => pair.first === name || pair.second === name);

const leakedNames = new Set(page.pairs.filter((pair) => pair.crosses).flatMap((pair) => [pair.first, pair.second]));

function pairSide(name, split, jpeg) {
  const frame = el("div.pair-frame");
  whenSeen(frame, () => frame.append(...stackedPictures(jpeg, "")));
  const photo = photosByName.get(name);
  return el("figure", {}, frame, el("figcaption", {},
    photo
      ? el("button.button.is-plain", {type: "button", title: name, click: () => openViewer([photo], 0)}, name)
      : el("span", {title: name}, name),
    el("span.muted", {}, split)));
}

function pairCard(pair) {
  return el("div.card.pair" + (pair.crosses ? ".is-leak" : ""), {},
    el("p.small", {},
      pair.crosses ? el("strong.bad", {}, "Leak: " + pair.first_split + " ↔ " + pair.second_split)
                   : el("span", {}, "Within " + pair.first_split),
      el("span.muted", {}, pair.distance === 0 ? "look the same" : "distance " + pair.distance)),
    el("div.pair-sides", {},
      pairSide(pair.first, pair.first_split, pair.first_jpeg),
      pairSide(pair.second, pair.second_split, pair.second_jpeg)));
}

function showDuplicates() {
  if (page.pairs.length === 0) {
    byId("duplicates").append(el("p.muted", {}, "No two photos look alike."));
    return;
  }
  const pairs = [...page.pairs].sort((a, b) => b.crosses - a.crosses || a.distance - b.distance);
  byId("duplicates").append(
    el("p.section-note", {}, "Photos whose perceptual hashes differ in few bits. Leaks, pairs in two splits, come first."),
    el("div.cards", {}, ...pairs.map(pairCard)));
}

/** The reason without the file's own name. */
function commonReason({file, reason}) {
  const stem = file.replace(/^.*\//, "").replace(/\.[^.]*$/, "");
  return stem ? reason.replaceAll(stem, "*") : reason;
}

/** And without numbers: reasons that differ in nothing else stand together. */
const kindOfReason = (reject) => commonReason(reject).replace(/\d+(\.\d+)?/g, "#");

const isShared = (rejects) => rejects.every((reject) => commonReason(reject) === commonReason(rejects[0]));

const summaryReason = (rejects) => rejects.length === 1 ? rejects[0].reason : commonReason(rejects[0]);

function rejectTable(rejects) {
  const isSourceKnown = rejects.some(({source}) => source !== "");
  const needsReason = !isShared(rejects);
  return el("table", {},
    el("thead", {}, el("tr", {}, isSourceKnown && el("th.source", {scope: "col"}, "Source"),
      el("th", {scope: "col"}, "File"), needsReason && el("th", {scope: "col"}, "Reason"))),
    el("tbody", {}, ...rejects.map(({source, file, reason}) => el("tr", {},
      isSourceKnown && el("td", {}, source), el("td", {}, file), needsReason && el("td", {}, reason)))));
}

function showRejected() {
  if (page.rejected.length === 0) {
    byId("rejected").append(el("p.muted", {}, "No file was rejected."));
    return;
  }
  const kinds = new Map();
  for (const reject of page.rejected) {
    const kind = kindOfReason(reject);
    kinds.set(kind, [...kinds.get(kind) ?? [], reject]);
  }
  const groups = [...kinds].sort(([, a], [, b]) => b.length - a.length);
  byId("rejected").append(...groups.map(([kind, rejects]) => {
    return el("details.reason", {open: rejects.length <= 20},
      el("summary", {}, el("span.reason-text", {}, isShared(rejects) ? summaryReason(rejects) : kind),
        el("span.muted", {}, counted(rejects.length, "file"))),
      rejectTable(rejects));
  }));
}
