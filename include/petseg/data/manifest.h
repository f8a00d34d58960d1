#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "petseg/core/classes.h"
#include "petseg/data/photo_properties.h"
#include "petseg/image/perceptual_hash.h"

namespace petseg {

enum class Split { kTrain, kValid, kTest, kDebugging };
inline constexpr std::array<std::string_view, 4> kSplitNames{"train", "valid", "test", "debugging"};
std::string_view split_name(Split split);

/// One photo of a prepared data set: a line of manifest.jsonl.
struct PhotoRecord {
  std::string image;  ///< path below the data set's folder, "train_set/images/Bengal_1.jpg"
  std::string mask;   ///< likewise; an 8-bit PNG of class ids and kIgnoreLabel, of the photo's size
  Species species = Species::kCat;
  std::string breed;  ///< "Bengal"; "Bengal+boxer" for a composite; empty where it is not known
  Split split = Split::kTrain;
  /// Of the debugging set ("cats", "dark"), in the order of its rules; the files lie in the folder
  /// of the first. Empty for other photos.
  std::vector<std::string> categories;
  int height = 0;
  int width = 0;
  std::string sha256;       ///< of the image file's bytes
  std::string mask_sha256;  ///< of the mask file's bytes
  std::array<std::int64_t, kNumClasses> class_pixels{};
  std::int64_t ignored_pixels = 0;

  // Where it comes from
  std::string source;      ///< the source's name
  std::string condition;   ///< as the source says, or empty
  std::string origin;      ///< raw files it was made from, below their sources, joined by "+"
  std::string raw_sha256;  ///< of the raw photo's bytes; empty for a photo that was made
  std::string made;        ///< empty for a real photo; "composite", "tiny" or a corruption
  std::map<std::string, double> recipe;  ///< how it was made
  std::string key;  ///< hash of all that it was prepared from: the same key, the same files

  PhotoProperties properties;
  PerceptualHash hash;

  std::string name() const;  ///< the file name without its ending, "Bengal_1"
};

/// A prepared data set on disk.
struct DataSet {
  std::filesystem::path folder;
  std::vector<PhotoRecord> photos;
  std::string digest;                    ///< depends on the content alone; from summary.json
  std::string manifest_sha256;           ///< of manifest.jsonl's bytes, as summary.json says
  std::array<double, 4> split_ratios{};  ///< train, valid, test, debugging, as it was made
  int seed = 0;
  std::string border;  ///< what became of the border around pets: "pet", "ignore", "background"

  std::vector<PhotoRecord> of(Split split) const;
};

/// Reads manifest.jsonl and summary.json below a folder. Throws DataError that names file, line and
/// key when one is missing or malformed, and when the data set has no photo.
DataSet read_data_set(const std::filesystem::path& folder);

}  // namespace petseg
