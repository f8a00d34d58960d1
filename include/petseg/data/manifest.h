#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "petseg/core/classes.h"

namespace petseg {

enum class Split { kTrain, kValid, kTest, kDebugging };
inline constexpr std::array<std::string_view, 4> kSplitNames{"train", "valid", "test", "debugging"};
std::string_view split_name(Split split);

/// One photo of a prepared data set: a line of manifest.jsonl.
struct PhotoRecord {
  std::string image;  ///< path below the data set's folder, "train_set/images/Bengal_1.jpg"
  std::string mask;   ///< likewise; an 8-bit PNG of class ids, as large as the photo
  Species species = Species::kCat;
  std::string breed;  ///< "Bengal"; "Bengal+boxer" for a composite
  Split split = Split::kTrain;
  std::string category;  ///< of the debugging set ("cats_and_dogs"), else empty
  int height = 0;
  int width = 0;
  std::string sha256;       ///< of the image file's bytes
  std::string mask_sha256;  ///< of the mask file's bytes
  std::string origin;       ///< raw file names it was made from, joined by "+"

  std::string name() const;  ///< the file name without its ending, "Bengal_1"
};

/// A prepared data set on disk.
struct DataSet {
  std::filesystem::path folder;
  std::vector<PhotoRecord> photos;
  std::string digest;                    ///< depends on the content alone; from summary.json
  std::array<double, 4> split_ratios{};  ///< train, valid, test, debugging, as it was made
  int seed = 0;

  std::vector<PhotoRecord> of(Split split) const;
};

/// Reads manifest.jsonl and summary.json below a folder. Throws DataError that names file, line and
/// key when one is missing or malformed, and when the data set has no photo.
DataSet read_data_set(const std::filesystem::path& folder);

}  // namespace petseg
