#include "tracking/file_registry.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/log.h"
#include "petseg/tracking/run_journal.h"

#include "tracking/key_folder.h"
#include "tracking/meta_yaml.h"
#include "tracking/naming_rules.h"
#include "tracking/store_lock.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

constexpr const char* kMeta = "meta.yaml";
constexpr std::string_view kVersion = "version-";
constexpr std::size_t kMaxAlias = 100;  // bytes of a version

const std::optional<std::int64_t> kNull;

std::uint64_t number_of(std::string_view version) {
  std::uint64_t number = 0;
  const auto [end, error] =
      std::from_chars(version.data(), version.data() + version.size(), number);
  return error == std::errc() && end == version.data() + version.size() ? number : 0;
}

class FileRegistry : public ModelRegistry {
 public:
  explicit FileRegistry(const fs::path& root) : root_(fs::absolute(root).lexically_normal()) {}

  std::string register_model(const std::string& name, const std::string& source,
                             const std::string& run_id, const std::string&) override {
    check_model_name(name);
    make_folder(root_);
    const StoreLock lock(root_);
    const std::vector<std::uint64_t> versions = versions_of(name);
    for (const std::uint64_t version : versions) {
      const MetaYaml meta = read(name, std::to_string(version));
      if (meta.find_text("source") == source && meta.find_text("run_id") == run_id) {
        return std::to_string(version);
      }
    }
    const std::uint64_t next = versions.empty() ? 1 : versions.back() + 1;
    const std::int64_t now = now_ms();
    write_model(name, now);
    MetaYaml meta;
    for (const char* key : {"description", "model_id", "run_link", "status_message", "user_id"}) {
      meta.set(key, kNull);
    }
    meta.set("name", name);
    meta.set("version", static_cast<std::int64_t>(next));
    meta.set("creation_timestamp", now);
    meta.set("last_updated_timestamp", now);
    meta.set("current_stage", "None");
    meta.set("run_id", run_id);
    meta.set("source", source);
    meta.set("storage_location", source);
    meta.set("status", "READY");
    write_file(version_folder(name, std::to_string(next)) / kMeta, meta.text());
    return std::to_string(next);
  }

  void set_alias(const std::string& name, const std::string& alias,
                 const std::string& version) override {
    check_alias(alias);
    version_uri(name, version);  // there is such a version
    const StoreLock lock(root_);
    write_file(folder(name) / "aliases" / alias, version);
  }

  std::string version_of_alias(const std::string& name, const std::string& alias) override {
    check_alias(alias);
    const fs::path file = folder(name) / "aliases" / alias;
    std::error_code unknown;
    if (!fs::is_regular_file(file, unknown)) {
      fail_missing(fmt::format("model {:?} with the alias {:?}", name, alias));
    }
    return read_file(file, kMaxAlias);
  }

  std::string latest_version(const std::string& name, const std::string& stage) override {
    std::vector<std::uint64_t> versions = versions_of(name);
    std::erase_if(versions, [&](std::uint64_t version) {
      return !stage.empty() &&
             read(name, std::to_string(version)).find_text("current_stage") != stage;
    });
    if (!versions.empty()) return std::to_string(versions.back());
    fail_missing(fmt::format("version of the model {:?}{}", name,
                             stage.empty() ? "" : " in the stage " + stage));
  }

  std::string version_uri(const std::string& name, const std::string& version) override {
    const MetaYaml meta = read(name, version);
    if (const auto location = meta.find_text("storage_location")) return *location;
    return meta.text_of("source");
  }

  std::string logged_model_uri(const std::string& model_id) override {
    if (!is_run_id(model_id)) fail_missing(fmt::format("logged model {:?}", model_id));
    for (const fs::path& experiment : folders_in(root_)) {
      const fs::path meta = experiment / "models" / model_id / kMeta;
      std::error_code unknown;
      if (fs::is_regular_file(meta, unknown)) {
        return MetaYaml::read(meta).text_of("artifact_location");
      }
    }
    fail_missing("logged model " + model_id);
  }

  std::optional<std::string> find_logged_model(const RunInfo& run,
                                               const std::string& name) override {
    std::optional<std::string> found;
    std::int64_t newest = -1;
    check_experiment_id(run.experiment_id);
    for (const fs::path& model : folders_in(root_ / run.experiment_id / "models")) {
      try {
        const MetaYaml meta = MetaYaml::read(model / kMeta);
        const std::int64_t time = meta.find_number("creation_timestamp").value_or(0);
        if (meta.find_text("name") != name || meta.find_text("source_run_id") != run.run_id)
          continue;
        if (time > newest) found = meta.text_of("artifact_location");
        newest = std::max(newest, time);
      } catch (const Error& error) {
        log().warn("[tracking] a logged model is left out: {}", error.what());
      }
    }
    return found;
  }

 private:
  fs::path folder(const std::string& name) const {
    check_model_name(name);
    return root_ / "models" / name;
  }
  fs::path version_folder(const std::string& name, const std::string& version) const {
    return folder(name) / (std::string(kVersion) + version);
  }

  /// In ascending order.
  std::vector<std::uint64_t> versions_of(const std::string& name) const {
    std::vector<std::uint64_t> versions;
    for (const fs::path& path : folders_in(folder(name))) {
      const std::string file = path.filename().string();
      if (!file.starts_with(kVersion)) continue;
      const std::uint64_t version = number_of(std::string_view(file).substr(kVersion.size()));
      if (version > 0) versions.push_back(version);
    }
    std::ranges::sort(versions);
    return versions;
  }

  MetaYaml read(const std::string& name, const std::string& version) const {
    std::error_code unknown;
    const bool is_number = number_of(version) > 0;
    if (!is_number || !fs::is_regular_file(version_folder(name, version) / kMeta, unknown)) {
      fail_missing(fmt::format("version {} of the model {:?}", version, name));
    }
    return MetaYaml::read(version_folder(name, version) / kMeta);
  }

  void write_model(const std::string& name, std::int64_t now) const {
    std::error_code unknown;
    const fs::path file = folder(name) / kMeta;
    if (fs::exists(file, unknown)) return;
    MetaYaml meta;
    meta.set("name", name);
    meta.set("description", kNull);
    meta.set("creation_timestamp", now);
    meta.set("last_updated_timestamp", now);
    write_file(file, meta.text());
  }

  [[noreturn]] void fail_missing(const std::string& what) const {
    throw ConfigError(fmt::format("{}: has no {}", root_.string(), what));
  }

  fs::path root_;
};

}  // namespace

std::unique_ptr<ModelRegistry> open_file_registry(const fs::path& root) {
  return std::make_unique<FileRegistry>(root);
}

}  // namespace petseg
