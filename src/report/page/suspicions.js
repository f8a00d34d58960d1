// What was found: weak spots, truths that may be wrong, photos that could not be scored.

const SHOWN_OF_A_SPOT = 12;

function tile(photos, i, view, text) {
  const photo = photos[i];
  return el("button.tile", {type: "button", title: photo.name, click: () => enlarge(photos, i, view)},
    picture(photo, view), el("span.tile-name", {}, photo.name), el("span.muted.small", {}, text));
}

const conditionText = ([name, kind, limit]) =>
  labelOf(name) + " " + kind + " " + (typeof limit === "number" ? measured(limit) : spaced(String(limit)));

function weakSpotCard(spot) {
  const photos = photosOf(spot);
  return el("div.card.weak-spot", {},
    el("h3", {}, ...spot.conditions.flatMap((condition, i) => [i > 0 && el("span.muted", {}, " and "), el("code", {}, conditionText(condition))])),
    el("p", {}, "mIoU ", el("strong", {}, scoreText(spot.inside, "miou")), " on " + counted(photos.length, "photo") + " like this, ",
      el("strong", {}, scoreText(spot.outside, "miou")), " on the others ",
      el("span.muted", {}, "(p " + (spot.p_value < 0.001 ? "< 0.001" : "= " + spot.p_value.toPrecision(2)) + ")")),
    el("div.tiles", {}, ...photos.slice(0, SHOWN_OF_A_SPOT).map((photo, i) => tile(photos, i, "errors", scoreText(property(photo, "miou"), "miou")))),
    photos.length > SHOWN_OF_A_SPOT && el("p.muted.small", {}, "The worst " + SHOWN_OF_A_SPOT + " of " + photos.length + "."));
}

function weakSpots() {
  return [
    el("h2", {}, "Weak spots"),
    el("p.section-note", {}, "What photos on which the model fails have in common: found on half of the photos, confirmed on the other half, p corrected for all tries. The scores are means of the photos' own mIoU."),
    ...(page.weak_spots.length > 0 ? page.weak_spots.map(weakSpotCard) : [el("p", {}, "Nothing was found that holds on the half that confirms.")])];
}

function labelSuspects() {
  const photos = page.label_suspects.map((i) => page.photos[i]);
  return [
    el("h2", {}, "Truths that may be wrong"),
    el("p.section-note", {}, "Here the model is sure of another class than the truth says. Often it is the model that is wrong: look at them. The likeliest come first, with their truth; photos that were made are left out."),
    photos.length > 0
      ? el("div.tiles", {}, ...photos.map((photo, i) => tile(photos, i, "truth", scoreText(property(photo, "disputed"), "disputed") + " disputed")))
      : el("p", {}, "None stands out.")];
}

function unscored() {
  if (page.unscored.length === 0) return [];
  return [
    el("h2", {}, "Photos that could not be scored"),
    el("ul.unscored", {}, ...page.photos.filter(({reason}) => reason).map((photo) => el("li", {},
      el("strong", {}, photo.image || photo.name), el("span.muted", {}, originText(photo)), el("span.reason-text", {}, photo.reason))))];
}

function showFindings() {
  byId("findings").append(...unscored(), ...weakSpots(), ...labelSuspects());
}
