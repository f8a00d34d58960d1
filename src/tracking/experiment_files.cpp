#include "tracking/experiment_files.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/log.h"

#include "tracking/file_uri.h"
#include "tracking/key_folder.h"
#include "tracking/meta_yaml.h"
#include "tracking/naming_rules.h"
#include "tracking/run_files.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

constexpr const char* kMeta = "meta.yaml";

std::int64_t now_in_ms() {
  using std::chrono::system_clock;
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             system_clock::now().time_since_epoch())
      .count();
}

void write_experiment(const fs::path& folder, const Experiment& experiment,
                      std::int64_t creation_time) {
  MetaYaml meta;
  meta.set("artifact_location", experiment.artifact_location);
  meta.set("creation_time", creation_time);
  meta.set("experiment_id", experiment.id);
  meta.set("last_update_time", now_in_ms());
  meta.set("lifecycle_stage", "active");
  meta.set("name", experiment.name);
  write_file(folder / kMeta, meta.text());
}

/// The folder of the tags.
KeyFolder tags_of(const fs::path& experiment) { return {experiment / "tags", "tag"}; }

}  // namespace

std::vector<fs::path> experiment_folders(const fs::path& parent) {
  std::vector<fs::path> folders = folders_in(parent);
  std::erase_if(folders, [](const fs::path& folder) {
    // Without the .trash, and the models of MLflow's registry.
    return !is_run_id(folder.filename().string()) || folder.filename() == "models";
  });
  return folders;
}

std::vector<ExperimentFiles> list_experiments(const fs::path& parent) {
  std::vector<ExperimentFiles> list;
  for (const fs::path& folder : experiment_folders(parent)) {
    std::error_code unknown;
    if (!fs::exists(folder / kMeta, unknown)) continue;
    try {
      list.push_back(read_experiment(folder));
    } catch (const Error& error) {
      log().warn("[tracking] an experiment is left out: {}", error.what());
    }
  }
  std::ranges::stable_sort(list, std::greater(), &ExperimentFiles::creation_time);
  return list;
}

ExperimentFiles read_experiment(const fs::path& folder) {
  const MetaYaml meta = MetaYaml::read(folder / kMeta);
  ExperimentFiles files{
      .experiment = {.id = meta.text_of("experiment_id"),
                     .name = meta.text_of("name"),
                     .artifact_location = meta.find_text("artifact_location").value_or(""),
                     .tags = tags_of(folder).values()},
      .creation_time = meta.find_number("creation_time").value_or(0),
      .folder = folder};
  if (files.experiment.id == folder.filename()) return files;
  throw DataError(fmt::format("{}: is of the experiment {:?}, expected the folder's name",
                              (folder / kMeta).string(), files.experiment.id));
}

Experiment make_experiment(const fs::path& store, const std::string& id, const std::string& name) {
  const fs::path folder = store / id;
  const KeyValue kind{"mlflow.experimentKind", "custom_model_development"};
  Experiment experiment{
      .id = id, .name = name, .artifact_location = file_uri(folder), .tags = {kind}};
  write_experiment_tags(folder, experiment.tags);
  write_experiment(folder, experiment, now_in_ms());
  return experiment;
}

Experiment restore_experiment(const fs::path& store, const ExperimentFiles& deleted) {
  for (const fs::path& run_folder : folders_in(deleted.folder)) {
    const RunFiles run(run_folder);
    if (!run.exist()) continue;
    try {
      if (const RunInfo info = run.info(); info.is_deleted) run.write_info(info);
    } catch (const DataError& error) {
      log().warn("[tracking] a run stays deleted: {}", error.what());
    }
  }
  write_experiment(deleted.folder, deleted.experiment, deleted.creation_time);
  // Last, so that what a crash leaves half done is done again.
  const fs::path folder = store / deleted.experiment.id;
  std::error_code failure;
  fs::rename(deleted.folder, folder, failure);
  if (!failure) return deleted.experiment;
  throw IoError(fmt::format("{}: cannot take the experiment from the .trash: {}", folder.string(),
                            failure.message()));
}

void write_experiment_tags(const fs::path& folder, const std::vector<KeyValue>& tags) {
  const KeyFolder target = tags_of(folder);
  for (const KeyValue& tag : checked({.tags = tags}).tags) {
    target.check_places({tag.key});
    // Not beside its place: MLflow takes every file there for a tag.
    const fs::path staged = folder / ".petseg-tag.partial", place = target.place(tag.key);
    write_file(staged, tag.value);
    make_folder(place.parent_path());
    std::error_code failure;
    fs::rename(staged, place, failure);
    if (failure) {
      throw IoError(fmt::format("{}: cannot write: {}", place.string(), failure.message()));
    }
  }
}

}  // namespace petseg
