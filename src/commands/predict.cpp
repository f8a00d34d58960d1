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
#include "petseg/nn/device.h"
#include "petseg/tracking/model_uri.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

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
  if (!is_http_url(url) && url.find("://") != std::string::npos) {
    throw ConfigError(
        fmt::format("--img_url {}: expected a file, or an http or https address", url));
  }
  return {stem_of(url), decode_image(read_photo_bytes(url), without_credentials(url))};
}

fs::path figure_path(const PredictOptions& options) {
  if (options.save_path) return *options.save_path;
  return fmt::format("prediction_{}.png", stem_of(options.img_urls.front()));
}

bool is_jpeg(const fs::path& path) {
  return path.extension() == ".jpg" || path.extension() == ".jpeg";
}

/// What is written must neither replace a photo nor another thing that is written: masks are named
/// by their photos, which may share a name, or lie in the same folder.
void check_outputs(const PredictOptions& options) {
  std::map<fs::path, std::string> taken;  // → what it is
  for (const std::string& url : options.img_urls) {
    if (!is_http_url(url)) taken.emplace(fs::weakly_canonical(url), "the photo itself");
  }
  const auto claim = [&](std::string_view flag, const fs::path& path, const std::string& what) {
    const auto [first, is_free] = taken.emplace(fs::weakly_canonical(path), what);
    if (is_free) return;
    throw ConfigError(
        fmt::format("{}: {} would be written to {}, and so would replace {}; name "
                    "another place, or predict the photos in two calls",
                    flag, what, path.string(), first->second));
  };
  const fs::path figure = figure_path(options);
  if (!is_jpeg(figure) && figure.extension() != ".png") {
    throw ConfigError(
        fmt::format("--save_path {}: expected a name in .png or .jpg", figure.string()));
  }
  claim("--save_path", figure, "the figure");
  if (!options.mask_dir) return;
  for (const std::string& url : options.img_urls) {
    claim("--mask_dir", *options.mask_dir / (stem_of(url) + ".png"),
          "the mask of " + without_credentials(url));
  }
}

cv::Mat figure_of(const Photo& photo, const Prediction& prediction) {
  PredictedPhoto row{.name = photo.stem, .image = photo.image, .mask = prediction.mask};
  for (int c = 0; c < kNumClasses; ++c) {
    cv::extractChannel(prediction.probabilities, row.probabilities[c], c);
  }
  return prediction_figure(row);
}

void write_picture(const fs::path& path, const cv::Mat& picture) {
  write_file(path, is_jpeg(path) ? encode_jpeg(picture) : encode_png(picture));
}

}  // namespace

PredictResult predict(const PredictOptions& options) {
  check_outputs(options);
  const torch::Device device = choose_device(options.device, "--device");
  const fs::path model = resolve_model_uri(options.model_uri);
  std::vector<Photo> photos;
  for (const std::string& url : options.img_urls) photos.push_back(read_photo(url));

  Predictor predictor(load_bundle(model, device));
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
