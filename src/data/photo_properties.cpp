#include "petseg/data/photo_properties.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

#include <opencv2/imgproc.hpp>

#include "petseg/core/classes.h"
#include "petseg/image/resize.h"

namespace petseg {
namespace {

constexpr int kEdge = 100;  // of the Sobel gradient's length, where luma is 0 … 255

/// By the values of cv::Laplacian(), which need not be kept.
double sharpness_of(const cv::Mat& grey) {
  cv::Mat framed;
  cv::copyMakeBorder(grey, framed, 1, 1, 1, 1, cv::BORDER_REFLECT_101);
  double sum = 0;
  double squares = 0;
  for (int y = 1; y <= grey.rows; ++y) {
    const auto* above = framed.ptr<std::uint8_t>(y - 1);
    const auto* row = framed.ptr<std::uint8_t>(y);
    const auto* below = framed.ptr<std::uint8_t>(y + 1);
    int row_sum = 0;
    int row_squares = 0;  // of at most 1020² each
    for (int x = 1; x <= grey.cols; ++x) {
      const auto value =
          static_cast<std::int16_t>(above[x] + below[x] + row[x - 1] + row[x + 1] - 4 * row[x]);
      row_sum += value;
      row_squares += value * value;
    }
    sum += row_sum;
    squares += row_squares;
  }
  const auto count = static_cast<double>(grey.total());
  const double mean = sum / count;
  return std::log10(1 + std::max(0.0, squares / count - mean * mean));
}

/// Edges of the animal's own outline do not count: the background ends a little before it.
double clutter_of(const cv::Mat& grey, const cv::Mat& is_pet) {
  cv::Mat pet_and_outline, horizontal, vertical;
  cv::dilate(is_pet, pet_and_outline, cv::getStructuringElement(cv::MORPH_RECT, {7, 7}));
  cv::spatialGradient(grey, horizontal, vertical);
  int background = 0;
  int edges = 0;
  for (int y = 0; y < grey.rows; ++y) {
    const auto* pet = pet_and_outline.ptr<std::uint8_t>(y);
    const auto* gx = horizontal.ptr<std::int16_t>(y);
    const auto* gy = vertical.ptr<std::int16_t>(y);
    for (int x = 0; x < grey.cols; ++x) {
      const int is_background = pet[x] == 0 ? 1 : 0;
      const int is_edge = gx[x] * gx[x] + gy[x] * gy[x] > kEdge * kEdge ? 1 : 0;
      background += is_background;
      edges += is_background & is_edge;
    }
  }
  return background == 0 ? 0 : static_cast<double>(edges) / background;
}

cv::Mat pets_of(const cv::Mat& mask) { return (mask == kCat) | (mask == kDog); }

double border_touch_of(const cv::Mat& mask) {
  int touching = 0;
  const auto look_at = [&](int y, int x) {
    const std::uint8_t id = mask.at<std::uint8_t>(y, x);
    touching += id == kCat || id == kDog ? 1 : 0;
  };
  for (int x = 0; x < mask.cols; ++x) {
    look_at(0, x);
    look_at(mask.rows - 1, x);
  }
  for (int y = 0; y < mask.rows; ++y) {
    look_at(y, 0);
    look_at(y, mask.cols - 1);
  }
  return static_cast<double>(touching) / (2 * (mask.rows + mask.cols));
}

/// In shares of the width and the height; the middle where there is no animal.
std::pair<double, double> centre_of(const cv::Mat& is_pet) {
  std::int64_t count = 0;
  std::int64_t sum_x = 0;
  std::int64_t sum_y = 0;
  for (int y = 0; y < is_pet.rows; ++y) {
    const auto* row = is_pet.ptr<std::uint8_t>(y);
    int in_row = 0;
    for (int x = 0; x < is_pet.cols; ++x) {
      const int one = row[x] & 1;
      in_row += one;
      sum_x += x * one;
    }
    count += in_row;
    sum_y += std::int64_t{y} * in_row;
  }
  if (count == 0) return {0.5, 0.5};
  const auto mean = [&](std::int64_t sum) {
    return static_cast<double>(sum) / static_cast<double>(count);
  };
  return {(mean(sum_x) + 0.5) / is_pet.cols, (mean(sum_y) + 0.5) / is_pet.rows};
}

}  // namespace

std::span<const PropertySpec> property_specs() {
  static constexpr std::array<PropertySpec, 9> kSpecs{{
      {"luminance", &PhotoProperties::luminance},
      {"contrast", &PhotoProperties::contrast},
      {"sharpness", &PhotoProperties::sharpness},
      {"clutter", &PhotoProperties::clutter},
      {"animal_share", &PhotoProperties::animal_share},
      {"border_touch", &PhotoProperties::border_touch},
      {"centre_x", &PhotoProperties::centre_x},
      {"centre_y", &PhotoProperties::centre_y},
      {"aspect", &PhotoProperties::aspect},
  }};
  return kSpecs;
}

cv::Mat measured_luma(const cv::Mat& rgb) {
  cv::Mat luma;
  cv::cvtColor(rgb, luma, cv::COLOR_RGB2GRAY);
  return shrink_to(luma, kMeasuredSize);
}

PhotoProperties measure_properties(const cv::Mat& luma, const cv::Mat& mask,
                                   std::int64_t animal_pixels) {
  const cv::Mat small_pet = pets_of(resize_mask(mask, luma.rows, luma.cols));

  cv::Scalar mean, deviation;
  cv::meanStdDev(luma, mean, deviation);
  PhotoProperties properties;
  properties.luminance = mean[0] / 255;
  properties.contrast = deviation[0] / 255;
  properties.sharpness = sharpness_of(luma);
  properties.clutter = clutter_of(luma, small_pet);
  properties.animal_share = static_cast<double>(animal_pixels) / static_cast<double>(mask.total());
  properties.border_touch = border_touch_of(mask);
  properties.aspect = static_cast<double>(mask.cols) / mask.rows;
  const auto [x, y] = centre_of(small_pet);
  properties.centre_x = x;
  properties.centre_y = y;
  for (const PropertySpec& spec : property_specs()) {
    double& value = properties.*spec.field;
    value = std::round(value * 1e4) / 1e4;
  }
  return properties;
}

}  // namespace petseg
