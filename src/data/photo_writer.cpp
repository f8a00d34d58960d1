#include "data/photo_writer.h"

#include <algorithm>

#include <fmt/format.h>
#include <opencv2/core.hpp>

#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/sha256.h"
#include "petseg/image/decode.h"
#include "petseg/image/resize.h"

#include "image/mask_values.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

fs::path photo_folder(const PhotoRecord& record) {
  if (!record.category.empty()) return fs::path("debugging_set") / record.category;
  return std::string(split_name(record.split)) + "_set";
}

}  // namespace

PreparedPhoto read_raw_photo(const RawSource& source, const RawPhoto& photo, int size) {
  std::string bytes = read_file(source.folder / photo.image);
  cv::Mat image = decode_image(bytes, photo.image);
  const std::string& mask_name = photo.truth_file;
  cv::Mat mask = source.truth->mask(photo, read_file(source.folder / mask_name), image.size());
  if (mask.size() != image.size()) {
    throw DataError(fmt::format("{}: {} x {} pixels (height x width), but its photo has {} x {}",
                                mask_name, mask.rows, mask.cols, image.rows, image.cols));
  }

  const int longer = std::max(image.rows, image.cols);
  if (size > 0 && longer > size) {
    const double scale = static_cast<double>(size) / longer;
    const int height = std::max(1, cvRound(scale * image.rows));
    const int width = std::max(1, cvRound(scale * image.cols));
    mask = resize_mask(mask, height, width);
    if (cv::countNonZero(mask) == 0) {
      throw DataError(fmt::format("{}: its pet vanishes at --size {}", mask_name, size));
    }
    return {encode_jpeg(resize_image(image, height, width)), mask};
  }
  if (sniff_format(bytes) != ImageFormat::kJpeg) bytes = encode_jpeg(image);
  return {std::move(bytes), mask};
}

WrittenPhoto write_photo(const fs::path& folder, const std::string& name,
                         const PreparedPhoto& photo, PhotoRecord record) {
  const std::string mask = encode_png(photo.mask);
  record.image = (photo_folder(record) / "images" / (name + ".jpg")).string();
  record.mask = (photo_folder(record) / "masks" / (name + ".png")).string();
  record.height = photo.mask.rows;
  record.width = photo.mask.cols;
  record.sha256 = sha256(photo.jpeg);
  record.mask_sha256 = sha256(mask);
  write_file(folder / record.image, photo.jpeg);
  write_file(folder / record.mask, mask);

  WrittenPhoto written{std::move(record), {}};
  const ValueCounts counts = count_values(photo.mask);
  std::copy_n(counts.begin(), kNumClasses, written.class_pixels.begin());
  return written;
}

}  // namespace petseg
