#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include <opencv2/core/mat.hpp>

#include "petseg/core/files.h"
#include "petseg/data/manifest.h"
#include "petseg/image/thumbnail.h"
#include "petseg/sources/raw_photo.h"

#include "data/earlier_data_set.h"

namespace petseg {

struct PreparationOptions {
  int size = 0;  ///< pixels of the longer side, for larger photos; 0 keeps every photo's own size
  std::int64_t max_pixels = 0;
};

/// Where files lie in the new folder until it is known where they belong.
inline constexpr const char* kStagedFolder = "staged";

/// A raw photo that has been read and checked, and whose files are staged under a number.
struct PreparedPhoto {
  std::string name;
  /// Complete but for split, categories and the files' final names.
  PhotoRecord record;
  bool shown = false;       ///< on the page
  Thumbnail thumbnail;      ///< for the page; empty where that has to be made of the files
  bool taken_over = false;  ///< from the earlier data set
  OfficialSplit official = OfficialSplit::kNone;
  std::optional<Split> use;  ///< where its source puts it
};

/// Reads a raw photo with its truth, checks both, and writes them to `staged/<number>.jpg` and
/// `.png`: the bytes of a sound upright JPEG as they are, any other photo as a JPEG of quality 95.
/// Files of an earlier data set that were made from the same bytes are linked instead, without a
/// thumbnail: where nothing has changed, none is needed. Throws DataError or IoError when the photo
/// cannot be used.
PreparedPhoto prepare_photo(const RawSource& source, const RawPhoto& photo, std::size_t number,
                            const PreparationOptions& options, const EarlierDataSet& earlier,
                            bool shown, const AtomicFolder& folder);

/// The photo of that key in the earlier data set, staged, if it is there and sound.
std::optional<PreparedPhoto> take_over_photo(const std::string& name, const std::string& key,
                                             std::size_t number, const EarlierDataSet& earlier,
                                             bool shown, const AtomicFolder& folder);

/// Stages a photo that was made from others: `record` says how.
PreparedPhoto stage_made_photo(const std::string& name, const cv::Mat& image, const cv::Mat& mask,
                               PhotoRecord record, std::size_t number, const AtomicFolder& folder);

/// Of a prepared photo whose files stand below a folder.
Thumbnail load_thumbnail(const std::filesystem::path& folder, const PhotoRecord& record);

/// The files' names, by split and categories.
void name_files(PreparedPhoto& photo);

/// Gives the staged files those names.
void place_files(PreparedPhoto& photo, const AtomicFolder& folder);

}  // namespace petseg
