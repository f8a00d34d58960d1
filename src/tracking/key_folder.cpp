#include "tracking/key_folder.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"

#include "tracking/naming_rules.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

constexpr std::size_t kMaxFiles = 100'000;
constexpr int kMaxDepth = 125;  // a key has at most 250 characters
/// MLflow's own limits are far lower; older versions had none.
constexpr std::size_t kMaxValue = std::size_t{1} << 20;

[[noreturn]] void fail_reading(const fs::path& folder, const std::error_code& failure) {
  throw IoError(fmt::format("{}: cannot read this folder: {}", folder.string(), failure.message()));
}

/// "a/b/c" → "a", "a/b".
std::vector<std::string> folders_of(const std::string& key) {
  std::vector<std::string> folders;
  for (std::size_t slash = 0; (slash = key.find('/', slash)) != key.npos; ++slash) {
    folders.push_back(key.substr(0, slash));
  }
  return folders;
}

}  // namespace

fs::file_type type_of(const fs::path& path) {
  std::error_code unknown;
  const fs::file_type type = fs::symlink_status(path, unknown).type();
  return type == fs::file_type::none ? fs::file_type::not_found : type;
}

bool is_folder(const fs::path& path) { return type_of(path) == fs::file_type::directory; }

void check_is_no_link(const fs::path& path) {
  if (type_of(path) != fs::file_type::symlink) return;
  throw DataError(
      fmt::format("{}: is a link; a store must not lead out of its folder, put the "
                  "files themselves there",
                  path.string()));
}

std::vector<fs::path> folders_in(const fs::path& folder) {
  std::vector<fs::path> folders;
  std::error_code failure;
  fs::directory_iterator entries(folder, failure);
  if (failure == std::errc::no_such_file_or_directory) return folders;
  for (; !failure && entries != fs::directory_iterator(); entries.increment(failure)) {
    if (is_folder(entries->path())) folders.push_back(entries->path());
  }
  if (failure) fail_reading(folder, failure);
  std::ranges::sort(folders);
  return folders;
}

void KeyFolder::for_each(
    const std::function<void(const std::string& key, const fs::path& file)>& use) const {
  if (!is_folder(folder_)) return;
  std::vector<fs::path> files;
  std::error_code failure;
  fs::recursive_directory_iterator entry(folder_, failure);
  for (; !failure && entry != fs::recursive_directory_iterator(); entry.increment(failure)) {
    if (entry.depth() >= kMaxDepth) entry.disable_recursion_pending();
    if (type_of(entry->path()) == fs::file_type::regular) files.push_back(entry->path());
    if (files.size() > kMaxFiles) {
      throw DataError(
          fmt::format("{}: holds more than {} files; no run has that many {}s, remove the run",
                      folder_.string(), kMaxFiles, kind_));
    }
  }
  if (failure) fail_reading(folder_, failure);
  std::ranges::sort(files);
  for (const fs::path& file : files) use(file.lexically_relative(folder_).string(), file);
}

std::vector<KeyValue> KeyFolder::values() const {
  std::vector<KeyValue> values;
  for_each([&](const std::string& key, const fs::path& file) {
    values.push_back({key, read_file(file, kMaxValue)});
  });
  return values;
}

std::string KeyFolder::value(const std::string& key) const {
  return read_file(place(key), kMaxValue);
}

bool KeyFolder::holds(const std::string& key) const {
  std::vector<std::string> folders = folders_of(key);
  folders.push_back("");  // the one that holds them all
  return is_normalised_path(key) && type_of(place(key)) == fs::file_type::regular &&
         std::ranges::all_of(folders, [&](const std::string& folder) {
           return is_folder(folder.empty() ? folder_ : place(folder));
         });
}

void KeyFolder::check_places(const std::vector<std::string>& keys) const {
  check_is_no_link(folder_);
  const std::set<std::string> all(keys.begin(), keys.end());
  const auto is_free_or = [&](fs::file_type expected, const std::string& name) {
    const fs::file_type found = type_of(place(name));
    return found == fs::file_type::not_found || found == expected;
  };
  for (const std::string& key : all) {
    for (const std::string& folder : folders_of(key)) {
      if (all.contains(folder) || !is_free_or(fs::file_type::directory, folder)) {
        fail_clash(key, folder);
      }
    }
    if (!is_free_or(fs::file_type::regular, key)) fail_clash(key, key + "/…");
  }
}

void KeyFolder::fail_clash(const std::string& key, const std::string& other) const {
  throw ConfigError(
      fmt::format("{0} {1:?}: MLflow's file layout cannot hold it beside the {0} {2:?}, one path "
                  "would be a file and a folder; rename one of them",
                  kind_, key, other));
}

}  // namespace petseg
