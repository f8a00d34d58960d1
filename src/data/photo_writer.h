#pragma once

#include <array>
#include <filesystem>
#include <string>

#include <opencv2/core/mat.hpp>

#include "petseg/core/classes.h"
#include "petseg/data/manifest.h"
#include "petseg/sources/raw_photo.h"

namespace petseg {

/// A photo as it goes into a data set.
struct PreparedPhoto {
  std::string jpeg;
  cv::Mat mask;  ///< 8-bit class ids, as large as the photo
};

/// Reads a raw photo with its truth; `size` as in BuildOptions. Throws DataError or IoError when it
/// cannot be used.
PreparedPhoto read_raw_photo(const RawSource& source, const RawPhoto& photo, int size);

/// A photo that stands in a data set, with the pixels of each class.
struct WrittenPhoto {
  PhotoRecord record;
  std::array<std::int64_t, kNumClasses> class_pixels{};
};

/// Writes photo and mask below the data set's folder and completes the record: `split`, `category`,
/// `species`, `breed` and `origin` are given; file names, size and hashes are filled in.
WrittenPhoto write_photo(const std::filesystem::path& folder, const std::string& name,
                         const PreparedPhoto& photo, PhotoRecord record);

}  // namespace petseg
