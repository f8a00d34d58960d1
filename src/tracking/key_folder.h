#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "petseg/tracking/tracked_run.h"

namespace petseg {

/// Of the path itself where that is a link, unlike std::filesystem::status(); not_found for what
/// cannot be looked at, too.
std::filesystem::file_type type_of(const std::filesystem::path& path);
/// A folder, and no link to one.
bool is_folder(const std::filesystem::path& path);
/// Throws DataError for a link: a store that came from elsewhere could lead anywhere.
void check_is_no_link(const std::filesystem::path& path);

/// Folders directly in `folder`, without links, in alphabetical order; none where it does not
/// exist. Throws IoError when it cannot be read.
std::vector<std::filesystem::path> folders_in(const std::filesystem::path& folder);

/// A folder of MLflow's file layout that holds a file for each key: "valid/miou" is the file `miou`
/// in the folder `valid`. Links are not followed.
class KeyFolder {
 public:
  /// `kind` is "metric", "param" or "tag", for messages.
  KeyFolder(std::filesystem::path folder, std::string kind)
      : folder_(std::move(folder)), kind_(std::move(kind)) {}

  /// In alphabetical order of the keys. Throws IoError, and DataError for more files than any run
  /// has.
  void for_each(const std::function<void(const std::string& key,
                                         const std::filesystem::path& file)>& use) const;
  /// The content of each file. Throws DataError for a file longer than a value can be.
  std::vector<KeyValue> values() const;
  std::string value(const std::string& key) const;
  bool holds(const std::string& key) const;
  std::filesystem::path place(const std::string& key) const { return folder_ / key; }

  /// Throws ConfigError where one of the keys is the beginning of another one, there or among them
  /// ("a" and "a/b"): one path cannot be a file and a folder. Throws DataError for a link.
  void check_places(const std::vector<std::string>& keys) const;

 private:
  [[noreturn]] void fail_clash(const std::string& key, const std::string& other) const;

  std::filesystem::path folder_;
  std::string kind_;
};

}  // namespace petseg
