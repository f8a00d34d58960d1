#include "petseg/nn/close_ups.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <torch/torch.h>

#include "petseg/core/classes.h"

namespace petseg {
namespace {

namespace F = torch::nn::functional;

// Regions are found at a quarter of the size.
constexpr int kQuarter = 4;
constexpr double kSmallest = 0.01;  // of the photo
constexpr double kOutliers = 0.03;  // of a region's pixels, at each of its four sides
constexpr double kMargin = 0.15;    // of its box, at each side
constexpr double kSide = 224;       // the classifier's own
constexpr int kStride = 32;

/// From the first position to behind the last, in a row or column of pixels.
struct Span {
  std::int64_t begin, end;
  std::int64_t size() const { return end - begin; }
};

/// counts: pixels of a region by position. Both ends without its outliers, with a margin.
Span span_of(const torch::Tensor& counts) {
  const auto share = counts.cumsum(0) / counts.sum();
  const auto first = share.lt(kOutliers).sum().item<std::int64_t>();
  const auto last = share.lt(1 - kOutliers).sum().item<std::int64_t>();
  const double margin = kMargin * static_cast<double>(last + 1 - first);
  const auto low = static_cast<std::int64_t>(std::floor(static_cast<double>(first) - margin));
  const auto high = static_cast<std::int64_t>(std::ceil(static_cast<double>(last + 1) + margin));
  return {std::max<std::int64_t>(0, low), std::min(counts.size(0), high)};
}

/// The pixels of a region that have only such neighbours: single ones say nothing of an animal.
torch::Tensor inner(const torch::Tensor& region) {
  const auto full = torch::avg_pool2d(region, /*kernel_size=*/3, /*stride=*/1, /*padding=*/1);
  return full.gt(0.99).to(torch::kFloat32);
}

std::int64_t side_of(double size) {
  return kStride * std::max<std::int64_t>(1, std::llround(size / kStride));
}

struct Box {
  Span rows, columns;
};

/// Nothing where the region, [1, 1, H / 4, W / 4], is too small.
std::optional<Box> box_of(const torch::Tensor& region) {
  const auto pixels = inner(region);
  if (pixels.mean().item<double>() < kSmallest) return std::nullopt;
  return Box{span_of(pixels.sum({0, 1, 3})), span_of(pixels.sum({0, 1, 2}))};
}

/// shown: whether a pixel is, [1, 1, H / 4, W / 4].
torch::Tensor close_up(const torch::Tensor& x, const Box& box, const torch::Tensor& shown) {
  const auto cut = [&](const torch::Tensor& whole, int scale) {
    return whole.narrow(2, scale * box.rows.begin, scale * box.rows.size())
        .narrow(3, scale * box.columns.begin, scale * box.columns.size());
  };
  const auto mask = torch::upsample_nearest2d(cut(shown, 1), std::nullopt,
                                              std::vector<double>{kQuarter, kQuarter});
  const auto animal = cut(x, kQuarter).to(torch::kFloat32) * mask;
  const double aspect =
      static_cast<double>(box.columns.size()) / static_cast<double>(box.rows.size());
  const double root = std::sqrt(std::clamp(aspect, 0.25, 4.0));
  return F::interpolate(
      animal, F::InterpolateFuncOptions()
                  .size(std::vector<std::int64_t>{side_of(kSide / root), side_of(kSide * root)})
                  .mode(torch::kBilinear)
                  .align_corners(false)
                  .antialias(true));
}

}  // namespace

CloseUps close_ups(const torch::Tensor& x, const torch::Tensor& logits) {
  const auto classes = torch::avg_pool2d(logits.softmax(1), kQuarter).argmax(1, /*keepdim=*/true);
  const auto cat = classes.eq(kCat).to(torch::kFloat32);
  const auto dog = classes.eq(kDog).to(torch::kFloat32);
  const auto cat_box = box_of(cat);
  const auto dog_box = box_of(dog);
  CloseUps views;
  if (cat_box && dog_box) {
    views.cat = close_up(x, *cat_box, 1 - dog);
    views.dog = close_up(x, *dog_box, 1 - cat);
  }
  const auto box = box_of(cat + dog);
  if (box) views.pet = close_up(x, *box, torch::ones_like(cat));
  return views;
}

}  // namespace petseg
