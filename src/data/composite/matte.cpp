#include "data/composite/matte.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <opencv2/imgproc.hpp>

#include "petseg/image/resize.h"

namespace petseg {
namespace {

constexpr double kBand = 0.022;     // of the photo's longer side
constexpr double kDrawnIn = 0.009;  // of the photo's longer side
constexpr int kReduction = 4;       // local colours are smooth

/// The mean colour around each place of those pixels where `where` is 255: float RGB, with its
/// weight 0 … 1 as the fourth channel, at a quarter of the size.
cv::Mat local_colour(const cv::Mat& small, const cv::Mat& where) {
  constexpr int kReach = 9;  // cells; a little more than the band on either side
  cv::Mat weight;
  resize_image(where, small.rows, small.cols).convertTo(weight, CV_32F, 1.0 / 255);
  cv::Mat sums(small.size(), CV_32FC4);
  for (int y = 0; y < small.rows; ++y) {
    const auto* colour = small.ptr<cv::Vec3b>(y);
    const auto* w = weight.ptr<float>(y);
    auto* sum = sums.ptr<cv::Vec4f>(y);
    for (int x = 0; x < small.cols; ++x) {
      for (int c = 0; c < 3; ++c) sum[x][c] = w[x] * static_cast<float>(colour[x][c]);
      sum[x][3] = w[x];
    }
  }
  cv::blur(sums, sums, {kReach, kReach}, {-1, -1}, cv::BORDER_CONSTANT);
  for (auto it = sums.begin<cv::Vec4f>(); it != sums.end<cv::Vec4f>(); ++it) {
    const float total = (*it)[3];
    if (total > 0) *it *= 1 / total;
    (*it)[3] = total;
  }
  return sums;
}

/// How far from the background's colour to the animal's a pixel's own lies, 0 … 1, and how much
/// that says: nothing where both are alike or one is not known.
struct Evidence {
  float alpha, weight;
};
Evidence weigh(const cv::Vec3b& own, const cv::Vec4f& inside, const cv::Vec4f& outside) {
  constexpr float kAlike = 24, kDifferent = 72;
  if (inside[3] < 0.02F || outside[3] < 0.02F) return {0, 0};
  float along = 0, square = 0;
  for (int c = 0; c < 3; ++c) {
    const float step = inside[c] - outside[c];
    along += step * (static_cast<float>(own[c]) - outside[c]);
    square += step * step;
  }
  const float weight = (std::sqrt(square) - kAlike) / (kDifferent - kAlike);
  if (weight <= 0) return {0, 0};
  return {std::clamp(along / square, 0.0F, 1.0F), std::min(weight, 1.0F)};
}

}  // namespace

Matte find_matte(const cv::Mat& image, const Subject& subject) {
  const cv::Mat& shape = subject.shape;
  const double side = std::max(shape.rows, shape.cols);
  const auto band = static_cast<float>(std::max(3.0, kBand * side));
  const auto drawn_in = static_cast<float>(std::max(1.0, kDrawnIn * side));

  const int around = cvRound(2 * band);
  const cv::Rect box = subject.box;
  const cv::Rect area =
      cv::Rect(box.x - around, box.y - around, box.width + 2 * around, box.height + 2 * around) &
      cv::Rect({}, shape.size());
  cv::Mat depth;  // below the annotated edge, in pixels; the photo's sides are no edge
  cv::distanceTransform(shape(area), depth, cv::DIST_L2, cv::DIST_MASK_3);

  const int rows = std::max(1, area.height / kReduction);
  const int columns = std::max(1, area.width / kReduction);
  const cv::Mat small = resize_image(image(area), rows, columns);
  const cv::Mat inside = local_colour(small, depth > band);
  const cv::Mat outside = local_colour(small, shape(area) == 0);

  const cv::Rect part = box - area.tl();
  Matte matte{cv::Mat(box.size(), CV_8U), image(box).clone()};
  for (int y = 0; y < box.height; ++y) {
    const auto* deep = depth.ptr<float>(part.y + y) + part.x;
    const int cell_y = std::min((part.y + y) / kReduction, rows - 1);
    const auto* insides = inside.ptr<cv::Vec4f>(cell_y);
    const auto* outsides = outside.ptr<cv::Vec4f>(cell_y);
    auto* alpha = matte.alpha.ptr<std::uint8_t>(y);
    auto* colour = matte.colour.ptr<cv::Vec3b>(y);
    for (int x = 0; x < box.width; ++x) {
      if (deep[x] == 0 || deep[x] > band) {
        alpha[x] = deep[x] == 0 ? 0 : 255;
        continue;
      }
      const int cell = std::min((part.x + x) / kReduction, columns - 1);
      const Evidence evidence = weigh(colour[x], insides[cell], outsides[cell]);
      const float annotated = std::clamp(deep[x] - drawn_in + 0.5F, 0.0F, 1.0F);
      // Stripes of the background's colour make no holes far inside, and no hard edge is left where
      // the annotation ends.
      const float seen = std::clamp(evidence.alpha, (deep[x] - drawn_in) / (band - drawn_in),
                                    std::min(1.0F, deep[x] / drawn_in));
      const float opaque = annotated + evidence.weight * (seen - annotated);
      alpha[x] = static_cast<std::uint8_t>(255 * opaque + 0.5F);
      if (evidence.weight == 0) continue;
      for (int c = 0; c < 3; ++c) {
        const float own = static_cast<float>(colour[x][c]);
        colour[x][c] =
            static_cast<std::uint8_t>(own + (1 - opaque) * (insides[cell][c] - own) + 0.5F);
      }
    }
  }
  cv::medianBlur(matte.alpha, matte.alpha, 5);
  return matte;
}

}  // namespace petseg
