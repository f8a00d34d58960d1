#include "petseg/data/composite.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "petseg/core/classes.h"
#include "petseg/image/resize.h"

namespace petseg {
namespace {

constexpr int kAttempts = 24;
constexpr double kMinVisible = 0.02;    // of the photo, for each species
constexpr double kMinDogVisible = 0.5;  // of the dog

/// The sides at which an animal is cut off.
struct CutSides {
  bool top, bottom, left, right;
};

/// A side is cut where the mask lies along the photo's border, or ends in a straight line before it
/// (photos with a frame). Below, a straight line is what the animal lies on.
CutSides cut_sides(const cv::Mat& mask) {
  const cv::Mat shape = mask(cv::boundingRect(mask));
  const auto covered = [](const cv::Mat& line) {
    return cv::countNonZero(line) / static_cast<double>(line.total());
  };
  const auto is_cut = [&](const cv::Mat& border, const cv::Mat& outermost) {
    return covered(border) > 0.03 || covered(outermost) > 0.3;
  };
  return {is_cut(mask.row(0), shape.row(0)), covered(mask.row(mask.rows - 1)) > 0.03,
          is_cut(mask.col(0), shape.col(0)),
          is_cut(mask.col(mask.cols - 1), shape.col(shape.cols - 1))};
}

/// A cat cut out of its photo, at the size at which it will be pasted.
struct Cutout {
  cv::Mat image;  // 8-bit RGB
  cv::Mat alpha;  // float, 0 … 1
  CutSides cut;
};

double mean_luminance(const cv::Mat& rgb) {
  const cv::Scalar mean = cv::mean(rgb);
  return 0.299 * mean[0] + 0.587 * mean[1] + 0.114 * mean[2];
}

double area(const cv::Mat& mask) { return std::max(1, cv::countNonZero(mask)); }

/// How much the cat's photo is scaled. Cats are smaller than most dogs, but the photos do not tell
/// how far away either animal is: the areas of what is visible stand for that.
double paste_scale(const cv::Mat& cat, const cv::Rect& cat_box, const cv::Mat& dog, Rng& rng) {
  const double natural = rng.uniform(0.6, 0.85) * std::sqrt(area(dog) / area(cat));
  const double fits = std::min(0.8 * dog.rows / cat_box.height, 0.65 * dog.cols / cat_box.width);
  constexpr double kMaxEnlargement = 1.4;  // beyond that it looks blurred
  return std::min({natural, fits, kMaxEnlargement});
}

/// Annotations lie a little outside of the animal: the cutout's edge is drawn in by 0.9 % of the
/// photo and softened by about a pixel.
cv::Mat soft_alpha(const cv::Mat& mask) {
  const int margin = std::max(1, cvRound(0.009 * std::max(mask.rows, mask.cols)));
  const cv::Mat disc =
      cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * margin + 1, 2 * margin + 1});
  cv::Mat alpha;
  cv::erode(mask, alpha, disc, {-1, -1}, 1, cv::BORDER_REPLICATE);
  alpha.convertTo(alpha, CV_32F, 1.0 / 255);
  return alpha;
}

Cutout cut_out(const LabelledPhoto& cat, const LabelledPhoto& dog, Rng& rng) {
  const cv::Mat cat_mask = cat.mask == kCat;
  const cv::Rect box = cv::boundingRect(cat_mask);
  const double scale = paste_scale(cat_mask, box, dog.mask == kDog, rng);
  const int height = std::max(1, cvRound(scale * box.height));
  const int width = std::max(1, cvRound(scale * box.width));

  Cutout cutout;
  cutout.cut = cut_sides(cat.mask);
  cutout.image = resize_image(cat.image(box), height, width);
  cutout.alpha = resize_image(soft_alpha(cat_mask)(box), height, width);
  cv::GaussianBlur(cutout.alpha, cutout.alpha, {}, /*sigmaX=*/0.8);

  const double lighter = mean_luminance(dog.image) / std::max(1.0, mean_luminance(cat.image));
  cutout.image.convertTo(cutout.image, -1, std::clamp(std::pow(lighter, 0.4), 0.8, 1.2));
  if (rng.chance(0.5)) {
    cv::flip(cutout.image, cutout.image, 1);
    cv::flip(cutout.alpha, cutout.alpha, 1);
    std::swap(cutout.cut.left, cutout.cut.right);
  }
  return cutout;
}

/// A corner for the cutout such that cut sides lie on the photo's own, and feet on the dog's
/// ground.
cv::Point choose_corner(const Cutout& cutout, const cv::Mat& dog_mask, Rng& rng) {
  const int free_x = dog_mask.cols - cutout.alpha.cols;
  const int free_y = dog_mask.rows - cutout.alpha.rows;
  int x = static_cast<int>(rng.uniform(0, free_x + 1));
  if (cutout.cut.left) x = 0;
  if (cutout.cut.right) x = free_x;

  const cv::Rect dog = cv::boundingRect(dog_mask == kDog);
  const int ground = dog.y + dog.height + cvRound(rng.uniform(-0.03, 0.05) * dog_mask.rows);
  const int y = cutout.cut.bottom ? free_y : std::clamp(ground - cutout.alpha.rows, 0, free_y);
  return {x, y};
}

LabelledPhoto paste(const Cutout& cutout, const LabelledPhoto& dog, const cv::Point& corner) {
  LabelledPhoto composite{dog.image.clone(), dog.mask.clone()};
  const cv::Rect place(corner, cutout.alpha.size());
  cv::Mat image = composite.image(place);
  for (int y = 0; y < place.height; ++y) {
    const auto* from = cutout.image.ptr<cv::Vec3b>(y);
    const auto* alpha = cutout.alpha.ptr<float>(y);
    auto* to = image.ptr<cv::Vec3b>(y);
    for (int x = 0; x < place.width; ++x) {
      for (int c = 0; c < 3; ++c) {
        to[x][c] = cv::saturate_cast<std::uint8_t>(alpha[x] * static_cast<float>(from[x][c]) +
                                                   (1 - alpha[x]) * static_cast<float>(to[x][c]));
      }
    }
  }
  composite.mask(place).setTo(kCat, cutout.alpha >= 0.5);
  return composite;
}

}  // namespace

bool can_be_pasted(const cv::Mat& cat_mask) {
  const CutSides cut = cut_sides(cat_mask);
  if (cut.top || cut.bottom + cut.left + cut.right > 1) return false;

  // A cat behind a branch comes in pieces, which float in the air elsewhere.
  cv::Mat labels, stats, centres;
  const int count = cv::connectedComponentsWithStats(cat_mask == kCat, labels, stats, centres);
  int largest = 0;
  for (int i = 1; i < count; ++i) {
    largest = std::max(largest, stats.at<int>(i, cv::CC_STAT_AREA));
  }
  return largest > 0.98 * area(cat_mask == kCat);
}

std::optional<LabelledPhoto> compose_cat_and_dog(const LabelledPhoto& cat, const LabelledPhoto& dog,
                                                 Rng& rng) {
  const Cutout cutout = cut_out(cat, dog, rng);
  const cv::Mat cat_shape = cutout.alpha >= 0.5;
  const cv::Mat dog_shape = dog.mask == kDog;
  const double min_area = kMinVisible * static_cast<double>(dog.mask.total());
  if (area(cat_shape) < min_area) return {};

  // From a cat that sits before the dog to one that sits beside it.
  const double wanted_share = rng.uniform(0.7, 1.0);
  std::optional<cv::Point> best;
  double best_share = kMinDogVisible;
  for (int attempt = 0; attempt < kAttempts && best_share < wanted_share; ++attempt) {
    const cv::Point corner = choose_corner(cutout, dog.mask, rng);
    const cv::Mat hidden = dog_shape(cv::Rect(corner, cat_shape.size())) & cat_shape;
    const double visible = area(dog_shape) - cv::countNonZero(hidden);
    const double share = visible / area(dog_shape);
    if (visible < min_area || share < best_share) continue;
    best_share = share;
    best = corner;
  }
  if (!best) return {};
  return paste(cutout, dog, *best);
}

}  // namespace petseg
