// What was scored on what, and by which conventions.

function showSettings() {
  const {model, model_uri, image_size, provenance, data_digest, border} = page.subject;
  byId("settings").append(
    el("h2", {}, "What was scored"),
    factTable([
      ["model", model],
      ["model's address", model_uri],
      ["network size", image_size > 0 ? "about " + image_size + "² pixels" : ""],
      ["data set's digest", data_digest],
      ["border around pets", border],
      ["photos", whole.format(page.photos.length)],
      ["made by", page.created_by]]),
    el("h2", {}, "Where the model comes from"),
    provenance.length > 0 ? factTable(provenance.map(([name, value]) => [spaced(name), value])) : el("p.muted", {}, "The model does not say."),
    el("h2", {}, "Conventions"),
    factTable([...CONVENTIONS, ...[...MEASURES.values()].map(({label, says}) => [label, says])]));
}
