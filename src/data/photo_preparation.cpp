#include "data/photo_preparation.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>
#include <opencv2/core.hpp>

#include "petseg/core/error.h"
#include "petseg/core/http.h"
#include "petseg/core/sha256.h"
#include "petseg/data/photo_properties.h"
#include "petseg/image/decode.h"
#include "petseg/image/image_header.h"
#include "petseg/image/perceptual_hash.h"
#include "petseg/image/resize.h"

#include "image/mask_values.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

/// To be raised whenever the same raw bytes become other files or measures.
constexpr int kRecipeVersion = 2;
/// The limit has been checked when the photo was prepared.
constexpr std::int64_t kAnyPixels = std::numeric_limits<std::int64_t>::max();

std::string staged_name(std::size_t number, const char* ending) {
  return fmt::format("{}/{}{}", kStagedFolder, number, ending);
}

/// What stands in the files of a raw photo.
struct RawBytes {
  std::string photo;
  std::string sha256;  // of the photo
  std::string truth;
};

RawBytes read_raw(const RawSource& source, const RawPhoto& photo) {
  RawBytes bytes;
  bytes.photo = read_photo_bytes(is_http_url(photo.image) ? photo.image
                                                          : (source.folder / photo.image).string());
  bytes.sha256 = sha256(bytes.photo);
  bytes.truth =
      photo.truth_file.empty() ? photo.annotation : read_file(source.folder / photo.truth_file);
  return bytes;
}

/// A photo with its truth, ready to be written.
struct CheckedPhoto {
  std::string jpeg;
  std::string sha256;  // of the JPEG
  cv::Mat small;  // RGB, from about kMeasuredSize up to twice that, where the photo is so large
  cv::Mat mask;   // of the photo's size
};

/// Truths drawn on the stored pixels of a photo that is stored turned are turned as it is.
cv::Mat upright_mask(const cv::Mat& mask, int orientation, cv::Size photo) {
  const bool is_stored = mask.size() == cv::Size(photo.height, photo.width);
  if (mask.size() == photo || orientation < 5 || !is_stored) return mask;
  return upright(mask.clone(), orientation);
}

cv::Mat read_mask(const RawSource& source, const RawPhoto& photo, std::string_view truth,
                  int orientation, cv::Size size) {
  cv::Mat mask = source.truth->mask(photo, truth, size);
  mask = upright_mask(mask, orientation, size);
  if (mask.size() != size) {
    throw DataError(fmt::format("{}: {} x {} pixels (height x width), but its photo has {} x {}",
                                photo.truth_file.empty() ? photo.image : photo.truth_file,
                                mask.rows, mask.cols, size.height, size.width));
  }
  return mask;
}

cv::Mat small_copy(std::string_view jpeg, const std::string& name, std::int64_t max_pixels) {
  return decode_reduced(jpeg, name, kMeasuredSize, max_pixels);
}

/// What is measured and shown is what the file holds, so that a photo that is taken over from an
/// earlier data set is the same as one that is made anew.
CheckedPhoto encoded(const cv::Mat& image, const cv::Mat& mask) {
  std::string jpeg = encode_jpeg(image);
  const cv::Mat small = small_copy(jpeg, "a JPEG of ours", kAnyPixels);
  std::string digest = sha256(jpeg);
  return {std::move(jpeg), std::move(digest), small, mask};
}

CheckedPhoto shrink(const CheckedPhoto& photo, const cv::Mat& image, int size,
                    const std::string& name) {
  const cv::Mat smaller = shrink_to(image, size);
  const cv::Mat mask = resize_mask(photo.mask, smaller.rows, smaller.cols);
  if (cv::countNonZero((mask == kCat) | (mask == kDog)) == 0) {
    throw DataError(fmt::format("{}: its pet vanishes at --size {}", name, size));
  }
  return encoded(smaller, mask);
}

/// A JPEG that is copied is decoded at a fraction of its size: all of its bytes are read as well,
/// in half of the time.
CheckedPhoto check(const RawSource& source, const RawPhoto& photo, RawBytes bytes,
                   const PreparationOptions& options) {
  const int orientation = exif_orientation(bytes.photo);
  const auto stored = image_size(bytes.photo);
  const bool is_copied =
      sniff_format(bytes.photo) == ImageFormat::kJpeg && orientation == 1 && stored &&
      (options.size == 0 || std::max(stored->width, stored->height) <= options.size);
  CheckedPhoto checked;
  if (is_copied) {
    checked.small = small_copy(bytes.photo, photo.image, options.max_pixels);
    checked.mask = read_mask(source, photo, bytes.truth, orientation, *stored);
    checked.jpeg = std::move(bytes.photo);
    checked.sha256 = std::move(bytes.sha256);
    return checked;
  }
  const cv::Mat image = decode_image(bytes.photo, photo.image, options.max_pixels);
  checked.mask = read_mask(source, photo, bytes.truth, orientation, image.size());
  if (options.size > 0 && std::max(image.rows, image.cols) > options.size) {
    return shrink(checked, image, options.size, photo.image);
  }
  return encoded(image, checked.mask);
}

std::optional<Species> species_of(const ValueCounts& counts) {
  if (counts[kCat] > 0 && counts[kDog] > 0) return Species::kBoth;
  if (counts[kCat] > 0) return Species::kCat;
  if (counts[kDog] > 0) return Species::kDog;
  return {};
}

Thumbnail thumbnail_of(const CheckedPhoto& photo) {
  const cv::Mat mask = resize_mask(photo.mask, photo.small.rows, photo.small.cols);
  return make_thumbnail(photo.small, mask);
}

/// Writes the files and fills in all that they say.
void stage(const CheckedPhoto& photo, std::size_t number, const AtomicFolder& folder,
           PhotoRecord& record) {
  const ValueCounts counts = count_values(photo.mask);
  const auto species = species_of(counts);
  if (!species) throw DataError(record.origin + ": no pixel of its truth is a cat or a dog");
  record.species = *species;
  std::copy_n(counts.begin(), kNumClasses, record.class_pixels.begin());
  record.ignored_pixels = counts[kIgnoreLabel];
  record.height = photo.mask.rows;
  record.width = photo.mask.cols;
  const cv::Mat luma = measured_luma(photo.small);
  record.properties = measure_properties(luma, photo.mask, counts[kCat] + counts[kDog]);
  record.hash = perceptual_hash(luma);
  const std::string png = encode_png(photo.mask);
  record.sha256 = photo.sha256;
  record.mask_sha256 = sha256(png);
  record.image = staged_name(number, ".jpg");
  record.mask = staged_name(number, ".png");
  folder.write(record.image, photo.jpeg);
  folder.write(record.mask, png);
}

/// Of all that the files depend on.
std::string key_of(const RawSource& source, const RawPhoto& photo, const RawBytes& bytes,
                   const PreparationOptions& options) {
  const int species = photo.species ? static_cast<int>(*photo.species) : -1;
  return sha256(fmt::format("{} {} {} {} {} {}", kRecipeVersion, bytes.sha256, sha256(bytes.truth),
                            source.truth->settings(), species, options.size));
}

}  // namespace

PreparedPhoto prepare_photo(const RawSource& source, const RawPhoto& photo, std::size_t number,
                            const PreparationOptions& options, const EarlierDataSet& earlier,
                            bool shown, const AtomicFolder& folder) {
  RawBytes bytes = read_raw(source, photo);
  const std::string key = key_of(source, photo, bytes, options);
  const std::string raw_sha256 = bytes.sha256;
  auto same = take_over_photo(photo.name, key, number, earlier, shown, folder);
  PreparedPhoto prepared =
      same ? std::move(*same) : PreparedPhoto{.name = photo.name, .shown = shown};
  PhotoRecord& record = prepared.record;
  if (!same) {
    record.key = key;
    record.origin = photo.image;
    const CheckedPhoto checked = check(source, photo, std::move(bytes), options);
    stage(checked, number, folder, record);
    if (shown) prepared.thumbnail = thumbnail_of(checked);
  }
  record.raw_sha256 = raw_sha256;
  record.breed = photo.breed;
  record.condition = photo.condition;
  record.origin = photo.image;
  return prepared;
}

std::optional<PreparedPhoto> take_over_photo(const std::string& name, const std::string& key,
                                             std::size_t number, const EarlierDataSet& earlier,
                                             bool shown, const AtomicFolder& folder) {
  const std::string image = staged_name(number, ".jpg");
  const std::string mask = staged_name(number, ".png");
  const PhotoRecord* const same = earlier.take_over(key, folder, image, mask);
  if (same == nullptr) return {};
  PreparedPhoto photo{.name = name, .record = *same, .shown = shown, .taken_over = true};
  photo.record.image = image;
  photo.record.mask = mask;
  photo.record.categories.clear();
  return photo;
}

PreparedPhoto stage_made_photo(const std::string& name, const cv::Mat& image, const cv::Mat& mask,
                               PhotoRecord record, std::size_t number, const AtomicFolder& folder) {
  const CheckedPhoto checked = encoded(image, mask);
  stage(checked, number, folder, record);
  return {name, std::move(record), /*shown=*/true, thumbnail_of(checked)};
}

Thumbnail load_thumbnail(const fs::path& folder, const PhotoRecord& record) {
  CheckedPhoto photo;
  photo.small = small_copy(read_file(folder / record.image), record.image, kAnyPixels);
  photo.mask = decode_mask(read_file(folder / record.mask), record.mask, kAnyPixels);
  return thumbnail_of(photo);
}

void name_files(PreparedPhoto& photo) {
  PhotoRecord& record = photo.record;
  const fs::path place = record.categories.empty()
                             ? fs::path(std::string(split_name(record.split)) + "_set")
                             : fs::path("debugging_set") / record.categories.front();
  record.image = (place / "images" / (photo.name + ".jpg")).string();
  record.mask = (place / "masks" / (photo.name + ".png")).string();
}

void place_files(PreparedPhoto& photo, const AtomicFolder& folder) {
  const PhotoRecord staged = photo.record;
  name_files(photo);
  for (const auto& [from, to] :
       {std::pair(staged.image, photo.record.image), std::pair(staged.mask, photo.record.mask)}) {
    make_folder((folder.path() / to).parent_path());
    fs::rename(folder.path() / from, folder.path() / to);
  }
}

}  // namespace petseg
