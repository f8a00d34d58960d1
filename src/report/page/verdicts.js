// What the first run and the last one scored, and whether that is a difference.

const baseline = page.runs[0], candidate = page.runs.at(-1);

/** A slice's value of a measure: of the first run, of the last one, or of any. */
const valueIn = (slice, name, run) => slice.runs.at(run)[name] ?? NaN;
const changeText = (slice, name) => scoreText(valueIn(slice, name, 0), name) + " → " + scoreText(valueIn(slice, name, -1), name);

/** {difference, verdict, interval}, or null where one of the two has no value. */
function differenceIn(slice, name) {
  const found = slice.differences[name];
  if (!found) return null;
  const [difference, verdict, ...interval] = found;
  return {difference, verdict, interval: interval.length === 2 ? interval : null};
}

const endsText = (interval, name) => interval ? interval.map((end) => signedText(end, name)).join(" to ") : "no interval";

/** In a colour and in words. */
const verdictMark = (verdict) => el("span.verdict.is-" + verdict.split(" ")[0], {}, verdict);

const isFewOf = (slice) => slice.n < page.few_photos;
const testSlice = page.slices.find(({kind}) => kind === "test");
