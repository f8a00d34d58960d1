// In what the runs differ, all that is known of each, and how to read the page.

/** A run's settings by name, in the order in which they are read. */
function settingsOf(run) {
  return new Map([
    ["model", run.model], ["model's address", run.model_uri], ["network size", run.image_size > 0 ? "about " + run.image_size + "² pixels" : ""],
    ["data set that was scored", run.data_digest.slice(0, 12)], ["border around pets", run.border],
    ...run.provenance.map(([name, value]) => [spaced(name), value]), ...run.setup]);
}

const SETTINGS = page.runs.map(settingsOf);
const SETTING_NAMES = [...new Set(SETTINGS.flatMap((settings) => [...settings.keys()]))];

const differs = (name) => SETTINGS.some((settings) => settings.get(name) !== SETTINGS[0].get(name));

function settingsTable(names) {
  return el("div.wide", {tabindex: 0, role: "region", "aria-label": "Settings"}, el("table.settings.runs", {},
    el("thead", {}, el("tr", {}, el("th"), ...page.runs.map((run, i) => el("th", {scope: "col"}, page.runs.length > 2 ? (i + 1) + ". " : "", ...breakablePath(run.name))))),
    el("tbody", {}, ...names.map((name) => el("tr", {}, el("th", {scope: "row"}, name),
      ...SETTINGS.map((settings) => el("td", {}, settings.get(name) || "–")))))));
}

const READING = [
  ["before, after", "The first run, the baseline, and the last one, the candidate. Runs between them stand in the history alone."],
  ["pairs", "Both were scored on the same photos, with the same truth, so that what is hard about a photo cancels out."],
  ["95 % interval", "Bootstrap (BCa) of the difference: the slice's photos are drawn again and again with replacement, the same ones for both runs. Below " + page.few_photos + " photos it says little and is marked."],
  ["better, worse", "The interval excludes 0. With many categories one in twenty does so by chance."],
  ["not known", "There is no interval: too few photos, or the measure has no value in too many of the draws."],
  ["photos that changed", "By the mIoU of the photo itself."],
  ["debugging set", "For finding mistakes. Only the test set's scores say how well a model generalises."],
];

function showRuns() {
  const other = SETTING_NAMES.filter(differs), same = SETTING_NAMES.filter((name) => !differs(name));
  fill(byId("runs"),
    el("h2", {}, "In what they differ"),
    page.runs.some(({setup}) => setup.length === 0) && el("p.section-note", {}, "A run whose folder has no setup.json beside its report says nothing of how it was trained."),
    other.length > 0 ? settingsTable(other) : el("p.muted", {}, "In nothing that is known."),
    same.length > 0 && el("details", {}, el("summary", {}, "What is the same in all"), settingsTable(same)),
    el("h2", {}, "How to read it"),
    factTable([...READING, ...CHART_MEASURES.filter((name) => MEASURES.has(name)).map((name) => [labelOf(name), MEASURES.get(name).says])]));
}
