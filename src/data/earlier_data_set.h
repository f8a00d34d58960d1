#pragma once

#include <filesystem>
#include <string>
#include <unordered_map>

#include "petseg/core/files.h"
#include "petseg/data/manifest.h"

namespace petseg {

/// The data set that stands where a new one goes: photos whose key has not changed are taken over
/// from it.
class EarlierDataSet {
 public:
  /// Anything that cannot be read as a data set counts as none.
  explicit EarlierDataSet(const std::filesystem::path& folder);
  EarlierDataSet(const EarlierDataSet&) = delete;
  EarlierDataSet& operator=(const EarlierDataSet&) = delete;

  /// Without photos where there is none.
  const DataSet& data_set() const { return data_set_; }

  /// The record of that key whose files are still what they were, or nothing. They are linked to
  /// `image` and `mask` below the new folder. May be called by many threads at once.
  const PhotoRecord* take_over(const std::string& key, const AtomicFolder& target,
                               const std::string& image, const std::string& mask) const;

 private:
  DataSet data_set_;
  std::unordered_map<std::string, const PhotoRecord*> by_key_;
};

}  // namespace petseg
