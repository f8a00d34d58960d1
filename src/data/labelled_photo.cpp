#include "petseg/data/labelled_photo.h"

#include <fmt/format.h>

#include "petseg/core/classes.h"
#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/image/decode.h"

#include "image/mask_values.h"

namespace petseg {

void check_mask_values(const cv::Mat& mask, const std::string& name) {
  const std::string foreign = foreign_values(count_values(mask), {kBackground, kCat, kDog});
  if (foreign.empty()) return;
  throw DataError(fmt::format("{}: holds the values {}, expected class ids (0 {}, 1 {}, 2 {})",
                              name, foreign, kClassNames[kBackground], kClassNames[kCat],
                              kClassNames[kDog]));
}

LabelledPhoto load_photo(const std::filesystem::path& folder, const PhotoRecord& record) {
  const std::string image_name = (folder / record.image).string();
  const std::string mask_name = (folder / record.mask).string();
  LabelledPhoto photo{decode_image(read_file(image_name), image_name),
                      decode_mask(read_file(mask_name), mask_name)};
  if (photo.image.size() != photo.mask.size()) {
    throw DataError(fmt::format("{}: {} x {} pixels (height x width), but its photo has {} x {}",
                                mask_name, photo.mask.rows, photo.mask.cols, photo.image.rows,
                                photo.image.cols));
  }
  check_mask_values(photo.mask, mask_name);
  return photo;
}

}  // namespace petseg
