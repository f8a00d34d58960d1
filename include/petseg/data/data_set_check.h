#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "petseg/data/manifest.h"

namespace petseg {

/// What a check of a prepared data set found.
struct DataSetCheck {
  std::size_t photos = 0;
  std::string digest;
  /// `file: what is wrong`, in the order of the manifest, then files that it does not list.
  std::vector<std::string> problems;
};

/// Files in a data set's folder that are neither listed in its manifest nor lists of its own, by
/// their names below it, sorted.
std::vector<std::string> unlisted_files(const DataSet& data_set);

/// Holds the files of a data set against its manifest: that each photo and mask is there, has the
/// recorded bytes, size and pixels of each class, that no other file lies among them, that the
/// manifest is the one that was written, and that the digest is that of the content. Throws
/// DataError when manifest or summary cannot be read.
DataSetCheck check_data_set(const std::filesystem::path& folder);

}  // namespace petseg
