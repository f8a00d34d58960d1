#include "tracking/stored_artifacts.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/core/log.h"

#include "tracking/artifact_path.h"
#include "tracking/file_stamp.h"
#include "tracking/file_uri.h"
#include "tracking/key_folder.h"
#include "tracking/meta_yaml.h"
#include "tracking/naming_rules.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

constexpr std::size_t kMaxFiles = 1'000'000;

/// Where the run's artifacts are: at the run's artifact URI, or, in a store that was moved, in the
/// run's own folder. Nothing where they are elsewhere. MLflow's URI of a run always ends in
/// <run id>/artifacts; another one, of a store of unknown origin, could lead to any folder.
std::optional<fs::path> artifact_folder(const StoredRun& run) {
  const fs::path own = run.folder / "artifacts";
  const std::string& uri = run.info.artifact_uri;
  const auto named = uri.empty() ? own : path_of_uri(uri);
  if (!named) {
    log().warn("[tracking] {}: its artifacts are at {}, and stay there", run.folder.string(), uri);
    return std::nullopt;
  }
  const bool is_runs_own =
      named->filename() == "artifacts" && named->parent_path().filename() == run.info.run_id;
  return is_runs_own && is_folder(*named) ? *named : own;
}

class ArtifactList {
 public:
  explicit ArtifactList(const StoredRun& run) : run_(run) {}

  void add_folder(const fs::path& root) {
    if (!is_folder(root)) return;
    for (fs::recursive_directory_iterator entry(root), end; entry != end; ++entry) {
      const fs::path& place = entry->path();
      const std::string path = place.lexically_relative(root).generic_string();
      const fs::file_type type = type_of(place);
      if (type == fs::file_type::directory && fs::exists(place / "MLmodel")) {
        entry.disable_recursion_pending();
        add_model(place, path);
      } else if (type == fs::file_type::regular) {
        add(place, path, file_stamp(place));
      } else if (type != fs::file_type::directory) {
        ++left_out_;
      }
    }
  }

  void add_model(const fs::path& folder, const std::string& path) {
    FileStamp stamp;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (type_of(entry.path()) == fs::file_type::regular) stamp.add(entry.path());
    }
    add(folder, path, stamp.text());
  }

  bool holds(const std::string& path) const { return paths_.contains(path); }

  std::vector<ArtifactEvent> finish() {
    if (left_out_ > 0) {
      log().warn(
          "[tracking] {}: {} artifacts are left out, they are links or have names that no "
          "store takes",
          run_.folder.string(), left_out_);
    }
    std::ranges::sort(events_, {}, &ArtifactEvent::path);
    return std::move(events_);
  }

 private:
  void add(const fs::path& file, const std::string& path, const std::string& stamp) {
    try {
      check_artifact_path(path);
    } catch (const ConfigError&) {
      ++left_out_;
      return;
    }
    if (events_.size() == kMaxFiles) {
      throw DataError(fmt::format("{}: holds more than {} artifacts; no run has that many",
                                  run_.folder.string(), kMaxFiles));
    }
    // A path of the run's own folder also holds after the store was moved.
    const fs::path inside = file.lexically_relative(run_.folder);
    const bool is_inside = !inside.empty() && *inside.begin() != "..";
    events_.push_back({(is_inside ? inside : file).string(), path, stamp});
    paths_.insert(path);
  }

  const StoredRun& run_;
  std::vector<ArtifactEvent> events_;
  std::set<std::string> paths_;
  std::size_t left_out_ = 0;
};

/// Those that the run logged: <experiment>/models/<id>, <run>/outputs/<id>.
void add_logged_models(const StoredRun& run, ArtifactList& list) {
  for (const fs::path& output : folders_in(run.folder / "outputs")) {
    const std::string id = output.filename().string();
    const fs::path model = run.folder.parent_path() / "models" / id, files = model / "artifacts";
    if (!is_run_id(id) || !is_folder(files)) continue;
    const MetaYaml meta = MetaYaml::read(model / "meta.yaml");
    if (meta.find_text("source_run_id") != run.info.run_id) continue;
    const std::string name = meta.find_text("name").value_or(id);
    // A run may log several models of one name, and the folder of that name besides.
    list.add_model(files, list.holds(name) ? id : name);
  }
}

}  // namespace

std::vector<ArtifactEvent> stored_artifacts(const StoredRun& run) {
  ArtifactList list(run);
  try {
    if (const auto folder = artifact_folder(run)) list.add_folder(*folder);
    add_logged_models(run, list);
  } catch (const fs::filesystem_error& error) {
    throw IoError(
        fmt::format("{}: cannot be read: {}", error.path1().string(), error.code().message()));
  }
  return list.finish();
}

}  // namespace petseg
