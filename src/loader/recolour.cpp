#include <algorithm>
#include <cmath>
#include <numbers>

#include <opencv2/imgproc.hpp>

#include "petseg/core/classes.h"
#include "petseg/image/decode.h"
#include "petseg/loader/augment.h"

#include "image/corruption_noise.h"

namespace petseg {
namespace {

constexpr double kWhite = 255;

/// Turns colours about the axis of greys and multiplies their distance to it.
cv::Matx33d turn_colours(double degrees, double saturation) {
  const double angle = degrees * std::numbers::pi / 180;
  const cv::Matx33d grey = cv::Matx33d::all(1.0 / 3);
  const cv::Matx33d across = cv::Matx33d(0, -1, 1, 1, 0, -1, -1, 1, 0) * (1 / std::sqrt(3.0));
  const cv::Matx33d colour =
      (cv::Matx33d::eye() - grey) * std::cos(angle) + across * std::sin(angle);
  return grey + colour * saturation;
}

/// All changes of colour as one map of (red, green, blue, 1).
cv::Matx34d colour_change(const cv::Mat& image, const Augmentation& options, Rng& rng) {
  const double brightness = rng.uniform(options.brightness_low, options.brightness_high);
  const double contrast = rng.uniform(options.contrast_low, options.contrast_high);
  const double saturation = rng.uniform(options.saturation_low, options.saturation_high);
  cv::Vec3d cast;
  for (double& shift : cast.val) {
    shift = rng.uniform(-options.channel_shift, options.channel_shift);
  }
  const double hue = rng.uniform(-options.hue, options.hue);
  const bool is_grey = rng.chance(options.grey);

  cv::Matx33d colours = is_grey ? turn_colours(0, 0) : turn_colours(hue, saturation);
  colours = colours * (brightness * contrast);
  const cv::Scalar means = cv::mean(image);
  const double lift = brightness * (means[0] + means[1] + means[2]) / 3 * (1 - contrast);
  const cv::Vec3d added = is_grey ? cv::Vec3d::all(lift) : cast + cv::Vec3d::all(lift);
  cv::Matx34d change;
  cv::hconcat(colours, added, change);
  return change;
}

}  // namespace

void recolour(cv::Mat& image, const Augmentation& options, Rng& rng) {
  cv::Mat changed;
  cv::transform(image, changed, colour_change(image, options, rng));
  image = changed;
  if (rng.chance(options.blur)) {
    cv::GaussianBlur(image, image, cv::Size(0, 0), rng.uniform(0.5, 1.5));
  }
  if (rng.chance(options.darkness)) {
    image = darken(image, std::exp2(-rng.uniform(0.5, 3.5)), rng);
  }
  if (rng.chance(options.noise)) {
    image = add_gaussian_noise(image, rng.uniform(3, 15) / kWhite, rng);
  }
  if (rng.chance(options.jpeg)) {
    const int quality = 30 + static_cast<int>(rng.below(61));
    image = decode_image(encode_jpeg(image, quality), "a JPEG of ours");
  }
}

void hide_rectangle(LabelledPhoto& photo, Rng& rng) {
  const double area = rng.uniform(0.05, 0.20) * static_cast<double>(photo.mask.total());
  const double aspect = std::exp2(rng.uniform(-1, 1));
  const auto side = [&](double length, int most) {
    return std::clamp(static_cast<int>(std::lround(length)), 1, most);
  };
  const int width = side(std::sqrt(area * aspect), photo.mask.cols);
  const int height = side(std::sqrt(area / aspect), photo.mask.rows);
  const auto place = [&](int room) {
    return static_cast<int>(rng.below(static_cast<std::size_t>(room) + 1));
  };
  const int x = place(photo.mask.cols - width);
  const cv::Rect hidden(x, place(photo.mask.rows - height), width, height);
  photo.image(hidden) = cv::mean(photo.image);
  photo.mask(hidden) = kIgnoreLabel;
}

}  // namespace petseg
