#include "tracking/dataset_files.h"

#include <algorithm>

#include <fmt/format.h>

#include "petseg/core/digest.h"
#include "petseg/core/error.h"
#include "petseg/core/files.h"

#include "core/json.h"
#include "tracking/key_folder.h"
#include "tracking/meta_yaml.h"
#include "tracking/naming_rules.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

constexpr const char* kMeta = "meta.yaml";
constexpr const char* kContextTag = "mlflow.data.context";
constexpr std::size_t kMaxDescription = std::size_t{32} << 20;  // MLflow's limits, escaped
constexpr std::size_t kMaxInputs = 10'000;

std::string md5(const std::string& text) {
  Digester digester(DigestKind::kMd5);
  digester.add(text);
  return digester.finish().hex;
}

void check(const DatasetInput& dataset) {
  const auto check_text = [&](const char* part, const std::string& text, std::size_t max_length) {
    if (text.size() <= max_length && is_utf8(text)) return;
    throw ConfigError(
        fmt::format("data set {:?}: its {} has {} bytes, expected at most {} of UTF-8",
                    dataset.name, part, text.size(), max_length));
  };
  if (dataset.name.empty()) throw ConfigError("a data set without a name; expected one");
  check_text("name", dataset.name, 500);
  check_text("digest", dataset.digest, 36);
  check_text("source", dataset.source, 65'535);
  check_text("schema", dataset.schema, 1'048'575);
  check_text("profile", dataset.profile, 16'777'215);
  check_text("context", dataset.context, 500);
}

std::string description(const DatasetInput& dataset) {
  MetaYaml meta;
  const auto set_unless_empty = [&](const char* key, const std::string& text) {
    if (text.empty()) {
      meta.set(key, std::nullopt);
    } else {
      meta.set(key, text);
    }
  };
  meta.set("digest", dataset.digest);
  meta.set("name", dataset.name);
  set_unless_empty("profile", dataset.profile);
  set_unless_empty("schema", dataset.schema);
  meta.set("source", dataset.source);
  meta.set("source_type", dataset.source_type);
  return meta.text();
}

std::string input(const DatasetInput& dataset, const std::string& dataset_id) {
  MetaYaml meta;
  meta.set("destination_id", dataset_id);  // so does MLflow, which never reads it
  meta.set("destination_type", "RUN");
  meta.set("source_id", dataset_id);
  meta.set("source_type", "DATASET");
  std::vector<KeyValue> tags;
  if (!dataset.context.empty()) tags.push_back({kContextTag, dataset.context});
  meta.set_mapping("tags", std::move(tags));
  return meta.text();
}

bool is_file(const fs::path& path) { return type_of(path) == fs::file_type::regular; }

DatasetInput read_dataset(const fs::path& file, const MetaYaml& input) {
  const MetaYaml meta = MetaYaml::read(file, kMaxDescription);
  const std::vector<KeyValue> tags = input.mapping("tags");
  const auto context = std::ranges::find(tags, kContextTag, &KeyValue::key);
  return {.name = meta.text_of("name"),
          .digest = meta.find_text("digest").value_or(""),
          .source_type = meta.find_text("source_type").value_or(""),
          .source = meta.find_text("source").value_or(""),
          .schema = meta.find_text("schema").value_or(""),
          .profile = meta.find_text("profile").value_or(""),
          .context = context == tags.end() ? "" : context->value};
}

}  // namespace

void write_dataset(const fs::path& experiment, const std::string& run_id,
                   const DatasetInput& dataset) {
  check(dataset);
  const std::string dataset_id = md5(dataset.name + dataset.digest);
  const fs::path datasets = experiment / "datasets", inputs = experiment / run_id / "inputs";
  for (const fs::path& folder : {datasets, datasets / dataset_id, inputs}) check_is_no_link(folder);
  const fs::path file = datasets / dataset_id / kMeta;
  if (!is_file(file)) write_file(file, description(dataset));

  const fs::path target = inputs / md5(dataset_id + run_id);
  if (is_file(target / kMeta)) return;
  // MLflow reads no run in which one of these folders has no meta.yaml, so it appears with it.
  const fs::path staged = experiment / run_id / ".petseg-input.partial";
  write_file(staged / kMeta, input(dataset, dataset_id));
  make_folder(inputs);
  std::error_code failure;
  fs::rename(staged, target, failure);
  if (failure) {
    throw IoError(fmt::format("{}: cannot write: {}", target.string(), failure.message()));
  }
}

std::vector<DatasetInput> read_datasets(const fs::path& experiment, const std::string& run_id) {
  std::vector<DatasetInput> datasets;
  const std::vector<fs::path> inputs = folders_in(experiment / run_id / "inputs");
  if (inputs.size() > kMaxInputs) {
    throw DataError(fmt::format("{}: {} inputs, expected at most {}",
                                (experiment / run_id / "inputs").string(), inputs.size(),
                                kMaxInputs));
  }
  for (const fs::path& folder : inputs) {
    if (!is_file(folder / kMeta)) continue;
    const MetaYaml input = MetaYaml::read(folder / kMeta);
    const std::string dataset_id = input.text_of("source_id");
    if (input.text_of("source_type") != "DATASET" || !is_run_id(dataset_id)) continue;
    const fs::path file = experiment / "datasets" / dataset_id / kMeta;
    if (is_file(file)) datasets.push_back(read_dataset(file, input));
  }
  return datasets;
}

}  // namespace petseg
