#include "petseg/data/labelled_photo.h"

#include <fmt/format.h>

#include "petseg/core/classes.h"
#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/sha256.h"
#include "petseg/image/decode.h"

#include "image/mask_values.h"

namespace petseg {

namespace {

/// The bytes of a file that must be what the manifest says: scores and weights name the data set by
/// its digest.
std::string read_recorded(const std::string& file, const std::string& digest) {
  std::string bytes = read_file(file);
  if (sha256(bytes) == digest) return bytes;
  throw DataError(file +
                  ": is not the file that the manifest describes (its SHA-256 differs); petseg "
                  "make-dataset --check lists all such files");
}

}  // namespace

void check_mask_values(const cv::Mat& mask, const std::string& name) {
  const std::string foreign =
      foreign_values(count_values(mask), {kBackground, kCat, kDog, kIgnoreLabel});
  if (foreign.empty()) return;
  throw DataError(fmt::format(
      "{}: holds the values {}, expected class ids (0 {}, 1 {}, 2 {}), or {} where the truth is "
      "not known",
      name, foreign, kClassNames[kBackground], kClassNames[kCat], kClassNames[kDog], kIgnoreLabel));
}

LabelledPhoto decode_photo(std::string_view image, const std::string& image_name,
                           std::string_view mask, const std::string& mask_name) {
  LabelledPhoto photo{decode_image(image, image_name), decode_mask(mask, mask_name)};
  if (photo.image.size() != photo.mask.size()) {
    throw DataError(fmt::format("{}: {} x {} pixels (height x width), but its photo has {} x {}",
                                mask_name, photo.mask.rows, photo.mask.cols, photo.image.rows,
                                photo.image.cols));
  }
  check_mask_values(photo.mask, mask_name);
  return photo;
}

LabelledPhoto load_photo(const std::filesystem::path& folder, const PhotoRecord& record) {
  const std::string image_name = (folder / record.image).string();
  const std::string mask_name = (folder / record.mask).string();
  const std::string image = read_recorded(image_name, record.sha256);
  const std::string mask = read_recorded(mask_name, record.mask_sha256);
  return decode_photo(image, image_name, mask, mask_name);
}

}  // namespace petseg
