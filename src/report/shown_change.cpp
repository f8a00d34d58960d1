#include "petseg/report/shown_change.h"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/parallel.h"
#include "petseg/data/labelled_photo.h"
#include "petseg/image/decode.h"
#include "petseg/report/photo_pictures.h"

#include "image/mask_values.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

/// Few photos are shown, so that they can be larger than a report's.
constexpr int kLargestSide = 512;

cv::Mat read_prediction(const ScoredRun& run, const PhotoRecord& record, const cv::Size& size) {
  const fs::path file = prediction_file(run.folder, record.image);
  if (!fs::exists(file)) {
    throw IoError(fmt::format("{}: is not there; petseg evaluate writes it", file.string()));
  }
  const cv::Mat mask = decode_mask(read_file(file), file.string());
  const std::string foreign = foreign_values(count_values(mask), {kBackground, kCat, kDog});
  if (mask.size() != size || !foreign.empty()) {
    throw DataError(fmt::format("{}: is no prediction of {}", file.string(), record.image));
  }
  return mask;
}

/// What the two runs predicted, each as far as it is there.
void add_pictures(ShownChange& shown, const Comparison& comparison, const fs::path& data,
                  int side) {
  const PhotoChange& change = comparison.photos[shown.change];
  const PhotoRecord& record = comparison.runs.front().photos[change.before].record;
  const auto note = [&](const Error& error) {
    if (shown.missing.empty()) shown.missing = error.what();
  };
  try {
    const LabelledPhoto photo = load_photo(data, record);
    const auto labels_of = [&](const ScoredRun& run) -> std::string {
      try {
        const cv::Mat mask = read_prediction(run, record, photo.mask.size());
        PhotoPictures pictures = photo_pictures(photo.image, photo.mask, mask, side);
        shown.jpeg = std::move(pictures.jpeg);  // the same of both runs
        return std::move(pictures.labels);
      } catch (const Error& error) {
        note(error);
        return {};
      }
    };
    shown.before = labels_of(comparison.runs.front());
    shown.after = labels_of(comparison.runs.back());
    if (shown.jpeg.empty()) {  // the photo alone
      const cv::Mat nothing = cv::Mat::zeros(photo.mask.size(), CV_8U);
      shown.jpeg = photo_pictures(photo.image, photo.mask, nothing, side).jpeg;
    }
  } catch (const Error& error) {
    note(error);
  }
}

}  // namespace

std::vector<ShownChange> shown_changes(const Comparison& comparison, const fs::path& data,
                                       int count) {
  const auto& photos = comparison.photos;
  const auto most = static_cast<std::size_t>(count);
  std::vector<ShownChange> shown;
  for (std::size_t i = 0; i < std::min(most, photos.size()) && photos[i].change() < 0; ++i) {
    shown.push_back({.change = i});
  }
  for (std::size_t k = 0; k < std::min(most, photos.size()); ++k) {
    const std::size_t i = photos.size() - 1 - k;
    if (photos[i].change() <= 0) break;
    shown.push_back({.change = i});
  }
  // A photo with two predictions takes less than two photos do.
  const int side = picture_side(2 * shown.size(), kLargestSide);
  parallel_for(shown.size(),
               [&](std::size_t i) { add_pictures(shown[i], comparison, data, side); });
  return shown;
}

std::string missing_pictures_text(const std::vector<ShownChange>& shown) {
  const auto is_whole = [](const ShownChange& photo) { return photo.missing.empty(); };
  const auto lacking =
      static_cast<std::size_t>(std::ranges::count_if(shown, std::not_fn(is_whole)));
  if (lacking == 0) return {};
  return fmt::format("{} of {} photos lack pictures: {}", lacking, shown.size(),
                     std::ranges::find_if_not(shown, is_whole)->missing);
}

}  // namespace petseg
