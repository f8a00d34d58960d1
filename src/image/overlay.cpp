#include "petseg/image/overlay.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "petseg/image/palette.h"

#include "image/checks.h"
#include "image/colour.h"
#include "image/hatch.h"

namespace petseg {
namespace {

constexpr double kTint = 0.45;
constexpr double kDim = 0.4;

/// Grows with the photo, but slower: 2 pixels at 500, 4 at 1600.
int outline_width(cv::Size size) {
  return std::max(1, cvRound(std::sqrt(std::max(size.width, size.height)) / 11));
}

/// The pixels of `region` nearer than `width` to its edge; the border of the image is no edge.
cv::Mat inner_edge(const cv::Mat& region, int width) {
  cv::Mat core;
  cv::erode(region, core,
            cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * width + 1, 2 * width + 1}));
  return region & ~core;
}

}  // namespace

cv::Mat overlay(const cv::Mat& image, const cv::Mat& mask) {
  require_rgb(image);
  require_mask_of(image, mask);
  const int line_width = outline_width(image.size());

  cv::Mat result = image.clone();
  for (const ClassId id : {kCat, kDog}) {
    const cv::Mat region = mask == id;
    const cv::Scalar colour = scalar(kClassColours[id]);
    const cv::Mat tinted = image * (1 - kTint) + colour * kTint;
    tinted.copyTo(result, region);
    result.setTo(colour, inner_edge(region, line_width));
  }
  hatch(result, mask == kIgnoreLabel, line_width);
  return result;
}

cv::Mat error_map(const cv::Mat& image, const cv::Mat& truth, const cv::Mat& prediction) {
  require_rgb(image);
  require_mask_of(image, truth);
  require_mask_of(image, prediction);
  cv::Mat grey, result;
  cv::cvtColor(image, grey, cv::COLOR_RGB2GRAY);
  cv::cvtColor(grey * kDim, result, cv::COLOR_GRAY2RGB);

  const cv::Mat true_pet = (truth == kCat) | (truth == kDog);
  const cv::Mat found_pet = (prediction == kCat) | (prediction == kDog);
  image.copyTo(result, true_pet & found_pet);
  result.setTo(scalar(kSwappedColour), true_pet & found_pet & (truth != prediction));
  result.setTo(scalar(kMissedColour), true_pet & (prediction == kBackground));
  result.setTo(scalar(kInventedColour), found_pet & (truth == kBackground));
  return result;
}

}  // namespace petseg
