#pragma once

#include <cstdint>

namespace petseg {

/// A depthwise convolution over NHWC tensors: y[n, oy, ox, c] = Σ x[n, oy·stride + ky − padding,
/// ox·stride + kx − padding, c] · w[ky, kx, c].
struct DepthwiseShape {
  std::int64_t batch, channels;
  std::int64_t in_height, in_width;
  std::int64_t out_height, out_width;
  std::int64_t kernel;  ///< 3 or 5
  std::int64_t stride;  ///< 1 or 2
  std::int64_t padding;
};

/// Gradient of the input's row `row` of [batch × in_height]. `Scalar` is float or c10::BFloat16;
/// w: [K, K, C].
template <class Scalar>
void depthwise_input_gradient(const DepthwiseShape& shape, const Scalar* y_grad, const float* w,
                              std::int64_t row, Scalar* x_grad);

/// Channels that depthwise_weight_gradient() works on at once; `channels` is a multiple of it.
inline constexpr std::int64_t kDepthwiseBlock = 16;

/// Gradients of weight [K, K, C] and bias [C] for one block of channels, over the whole batch.
template <class Scalar>
void depthwise_weight_gradient(const DepthwiseShape& shape, const Scalar* x, const Scalar* y_grad,
                               std::int64_t block, float* w_grad, float* b_grad);

}  // namespace petseg
