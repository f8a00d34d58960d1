#include "nn/lovasz_loss.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include <ATen/Dispatch.h>
#include <ATen/Parallel.h>
#include <torch/torch.h>

#include "petseg/core/classes.h"

namespace petseg {
namespace {

/// A pixel's error of one class, in [0, 1].
struct PixelError {
  std::uint32_t key;  ///< above the lowest bit: smaller for a larger error
  std::uint32_t pixel;

  bool is_class() const { return (key & 1) != 0; }
};

PixelError pixel_error(float error, std::int64_t pixel, bool is_class) {
  // Floats of one sign are ordered as their bits are; those up to 1 need 30 of them.
  constexpr auto kOne = std::bit_cast<std::uint32_t>(1.0F);
  const auto bits = std::min(kOne, std::bit_cast<std::uint32_t>(std::abs(error)));
  return {(kOne - bits) << 1 | (is_class ? 1U : 0U), static_cast<std::uint32_t>(pixel)};
}

/// Radix sort, a tenth of the time of at::sort(): in training, all of a batch's pixels are sorted
/// for each class at each step.
void sort_by_key(std::vector<PixelError>& errors) {
  constexpr int kBits = 10;
  constexpr std::uint32_t kMask = (1U << kBits) - 1;
  std::vector<PixelError> sorted(errors.size());
  for (int shift = 1; shift <= 30; shift += kBits) {
    std::array<std::uint32_t, kMask + 2> starts{};
    for (const auto& error : errors) ++starts[(error.key >> shift & kMask) + 1];
    for (std::size_t i = 1; i < starts.size(); ++i) starts[i] += starts[i - 1];
    for (const auto& error : errors) sorted[starts[error.key >> shift & kMask]++] = error;
    errors.swap(sorted);
  }
}

/// For probabilities in this order, the extension is linear in them.
struct LinearLoss {
  torch::Tensor slopes;  ///< as probs
  double offset = 0;
};

/// One class of LinearLoss.
template <class Scalar>
class ClassPlane {
 public:
  ClassPlane(const torch::Tensor& probs, const torch::Tensor& ids, std::int64_t c)
      : probs_(probs.const_data_ptr<Scalar>()),
        ids_(ids.const_data_ptr<std::uint8_t>()),
        classes_(probs.size(1)),
        plane_(probs.size(2) * probs.size(3)),
        pixels_(probs.size(0) * plane_),
        class_(c) {}

  /// Adds the slopes of this class, times `weight`, and returns its offset.
  double add_slopes(Scalar* slopes, double weight) const {
    std::vector<PixelError> errors = pixel_errors();
    sort_by_key(errors);
    double left = 0;  // pixels of the class after those that were passed
    for (const auto& error : errors) left += error.is_class();
    double joined = left;  // with those of other classes that were passed
    double offset = 0;
    for (const auto& error : errors) {
      // How much the Jaccard loss grows when this pixel is wrong too.
      double growth = 1 / joined;
      if (error.is_class()) {
        --left;
      } else {
        growth = left / (joined * (joined + 1));
        ++joined;
      }
      growth *= weight;
      slopes[index(error.pixel)] = static_cast<Scalar>(error.is_class() ? -growth : growth);
      if (error.is_class()) offset += growth;
    }
    return offset;
  }

 private:
  std::int64_t index(std::int64_t pixel) const {
    return (pixel / plane_ * classes_ + class_) * plane_ + pixel % plane_;
  }

  std::vector<PixelError> pixel_errors() const {
    std::vector<PixelError> errors;
    errors.reserve(static_cast<std::size_t>(pixels_));
    for (std::int64_t pixel = 0; pixel < pixels_; ++pixel) {
      if (ids_[pixel] == kIgnoreLabel) continue;
      const bool is_class = ids_[pixel] == class_;
      const auto p = static_cast<float>(probs_[index(pixel)]);
      errors.push_back(pixel_error(is_class ? 1 - p : p, pixel, is_class));
    }
    return errors;
  }

  const Scalar* probs_;
  const std::uint8_t* ids_;
  std::int64_t classes_, plane_, pixels_, class_;
};

/// The share of each class in the mean: 0 for those that are not there.
std::vector<double> shares(const torch::Tensor& ids, std::int64_t classes,
                           const std::vector<double>& class_weights) {
  std::vector<double> shares(static_cast<std::size_t>(classes), 0.0);
  double sum = 0;
  for (std::int64_t c = 0; c < classes; ++c) {
    if (!ids.eq(c).any().item<bool>()) continue;
    sum += shares[c] = class_weights.empty() ? 1 : class_weights[c];
  }
  for (double& share : shares) share = sum > 0 ? share / sum : 0;
  return shares;
}

LinearLoss linear_loss(const torch::Tensor& probs, const torch::Tensor& ids,
                       const std::vector<double>& shares) {
  LinearLoss loss{.slopes = torch::zeros_like(probs)};
  std::vector<double> offsets(shares.size(), 0.0);
  AT_DISPATCH_FLOATING_TYPES(probs.scalar_type(), "lovasz", [&] {
    auto* slopes = loss.slopes.mutable_data_ptr<scalar_t>();
    at::parallel_for(0, probs.size(1), 1, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t c = begin; c < end; ++c) {
        if (shares[c] == 0) continue;
        offsets[c] = ClassPlane<scalar_t>(probs, ids, c).add_slopes(slopes, shares[c]);
      }
    });
  });
  for (const double offset : offsets) loss.offset += offset;
  return loss;
}

}  // namespace

torch::Tensor lovasz_loss(const torch::Tensor& probs, const Truth& truth,
                          const std::vector<double>& class_weights) {
  const auto values = probs.detach().to(torch::kCPU).contiguous();
  const auto ids = truth.ids.to(torch::kCPU).contiguous();
  const auto loss = linear_loss(values, ids, shares(ids, values.size(1), class_weights));
  return (probs * loss.slopes.to(probs.device())).sum() + loss.offset;
}

}  // namespace petseg
