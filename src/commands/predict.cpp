#include "petseg/commands/predict.h"

#include <map>

#include <fmt/format.h>
#include <opencv2/core.hpp>

#include "petseg/bundle/predictor.h"
#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/http.h"
#include "petseg/core/stop_signal.h"
#include "petseg/image/decode.h"
#include "petseg/image/figure.h"
#include "petseg/tracking/model_uri.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

constexpr std::size_t kMaxPhotoBytes = std::size_t{256} << 20;

struct Photo {
  std::string stem;  ///< "cat" of "https://host/photos/cat.jpg?size=2"
  cv::Mat image;
};

std::string stem_of(const std::string& url) {
  const std::string path = is_http_url(url) ? url.substr(0, url.find_first_of("?#")) : url;
  const std::string stem = fs::path(path).stem().string();
  return stem.empty() ? "photo" : stem;
}

Photo read_photo(const std::string& url) {
  const std::string bytes =
      is_http_url(url) ? http_get(url, kMaxPhotoBytes) : read_file(url, kMaxPhotoBytes);
  return {stem_of(url), decode_image(bytes, without_credentials(url))};
}

/// Masks are named by their photo, so two photos of one name would overwrite each other.
void check_names(const PredictOptions& options) {
  if (!options.mask_dir) return;
  std::map<std::string, std::string> seen;
  for (const std::string& url : options.img_urls) {
    const auto [first, is_new] = seen.emplace(stem_of(url), url);
    if (is_new) continue;
    throw ConfigError(fmt::format(
        "--mask_dir: {} and {} would both be written to {}.png; predict them in two calls",
        without_credentials(first->second), without_credentials(url), first->first));
  }
}

cv::Mat figure_of(const Photo& photo, const Prediction& prediction) {
  PredictedPhoto row{.name = photo.stem, .image = photo.image, .mask = prediction.mask};
  for (int c = 0; c < kNumClasses; ++c) {
    cv::extractChannel(prediction.probabilities, row.probabilities[c], c);
  }
  return prediction_figure(row);
}

fs::path figure_path(const PredictOptions& options) {
  if (options.save_path) return *options.save_path;
  return fmt::format("prediction_{}.png", stem_of(options.img_urls.front()));
}

void write_picture(const fs::path& path, const cv::Mat& picture) {
  const bool is_jpeg = path.extension() == ".jpg" || path.extension() == ".jpeg";
  write_file(path, is_jpeg ? encode_jpeg(picture) : encode_png(picture));
}

}  // namespace

PredictResult predict(const PredictOptions& options) {
  check_names(options);
  const fs::path model = resolve_model_uri(options.model_uri);
  std::vector<Photo> photos;
  for (const std::string& url : options.img_urls) photos.push_back(read_photo(url));

  Predictor predictor(load_bundle(model));
  PredictResult result{.figure = figure_path(options)};
  std::vector<cv::Mat> rows;
  for (const Photo& photo : photos) {
    throw_if_stopped();
    const Prediction prediction = predictor.predict(photo.image);
    rows.push_back(figure_of(photo, prediction));
    if (!options.mask_dir) continue;
    result.masks.push_back(*options.mask_dir / (photo.stem + ".png"));
    write_file(result.masks.back(), encode_png(prediction.mask));
  }
  write_picture(result.figure, stack_rows(rows));
  return result;
}

}  // namespace petseg
