#include "petseg/tracking/stored_runs.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "tracking/experiment_files.h"
#include "tracking/key_folder.h"
#include "tracking/meta_yaml.h"
#include "tracking/run_files.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

constexpr const char* kMeta = "meta.yaml";
constexpr const char* kTrash = ".trash";

bool holds_file(const fs::path& folder, const char* name) {
  return type_of(folder / name) == fs::file_type::regular;
}

bool is_store(const fs::path& folder) {
  return is_folder(folder / kTrash) ||
         std::ranges::any_of(experiment_folders(folder), [](const fs::path& experiment) {
           return holds_file(experiment, kMeta);
         });
}

/// What an experiment's folder holds besides its runs (mlflow/store/tracking/file_store.py).
bool is_reserved(const fs::path& folder) {
  constexpr std::array kReserved{"tags", "datasets", "traces", "models"};
  return std::ranges::find(kReserved, folder.filename()) != kReserved.end();
}

/// Does the work on one experiment or run, whose damage costs no other.
template <class Work>
void attempt(StoredRuns& found, const Work& work) {
  try {
    work();
  } catch (const Error& error) {
    found.damages.push_back(error);
  }
}

void add_run(const fs::path& folder, const Experiment& experiment, StoredRuns& found) {
  const RunFiles files(folder);
  files.wait_for_writer();
  if (!files.exist()) {
    throw DataError(
        fmt::format("{}: has no {}, expected a run's; without it nothing is known of "
                    "the run, remove the folder",
                    folder.string(), kMeta));
  }
  RunInfo info = files.info();
  if (info.experiment_id != experiment.id) {
    throw DataError(fmt::format("{}: is a run of the experiment {:?}; the folder was moved",
                                folder.string(), info.experiment_id));
  }
  if (info.is_deleted) {
    ++found.deleted_runs;
  } else {
    found.runs.push_back({.folder = folder, .experiment = experiment, .info = std::move(info)});
  }
}

void add_runs_of(const ExperimentFiles& files, StoredRuns& found) {
  for (const fs::path& folder : folders_in(files.folder)) {
    if (is_reserved(folder)) continue;
    const bool is_run = holds_file(folder, kMeta) || is_folder(folder / "metrics");
    if (is_run) attempt(found, [&] { add_run(folder, files.experiment, found); });
  }
}

void add_all(StoredRuns& found) {
  for (const fs::path& folder : experiment_folders(found.store)) {
    if (!holds_file(folder, kMeta)) continue;
    attempt(found, [&] { add_runs_of(read_experiment(folder), found); });
  }
  for (const fs::path& folder : experiment_folders(found.store / kTrash)) {
    if (holds_file(folder, kMeta)) ++found.deleted_experiments;
  }
  for (const fs::path& folder : folders_in(found.store / "models")) {
    if (holds_file(folder, kMeta)) ++found.registered_models;
  }
}

}  // namespace

std::optional<StoredRuns> find_stored_runs(const fs::path& place) {
  fs::path folder = fs::absolute(place).lexically_normal();
  if (!folder.has_filename()) folder = folder.parent_path();  // "mlruns/"
  StoredRuns found;
  if (!holds_file(folder, kMeta)) {
    if (!is_store(folder)) return std::nullopt;
    found.store = folder;
    add_all(found);
    return found;
  }
  const bool is_run = MetaYaml::read(folder / kMeta).find_text("run_id").has_value();
  const fs::path experiment = is_run ? folder.parent_path() : folder;
  found.store = experiment.parent_path();
  if (found.store.filename() == kTrash) {
    found.store = found.store.parent_path();
    found.deleted_experiments = 1;
    return found;
  }
  const ExperimentFiles files = read_experiment(experiment);
  if (is_run) {
    add_run(folder, files.experiment, found);
  } else {
    add_runs_of(files, found);
  }
  return found;
}

}  // namespace petseg
