#pragma once

#include <cstdint>

namespace petseg {

/// Bilinear upsampling ×2 with half-pixel centres, over NHWC tensors.
struct UpsampleShape {
  std::int64_t height, width, channels;  ///< of the input; the output has 2·height × 2·width
  std::int64_t pitch;  ///< scalars from one output pixel to the next: `channels`, or more where the
                       ///< output is the front part of a concatenation
};

/// Gradient of row `row` of one image's input, [width, channels], from that of its output,
/// `y_grad`. `Scalar` is float or c10::BFloat16.
template <class Scalar>
void upsample_input_gradient(const UpsampleShape& shape, const Scalar* y_grad, std::int64_t row,
                             Scalar* x_grad);

}  // namespace petseg
