#include "nn/upsample_gradient.h"

#include <algorithm>
#include <array>
#include <vector>

#include <c10/util/BFloat16.h>

#include "nn/vector_clones.h"

namespace petseg {
namespace {

using Index = std::int64_t;

/// Where the four outputs that saw input `i` stand; at an edge the nearest one counts twice.
PETSEG_INLINE std::array<Index, 4> seen_by(Index i, Index outputs) {
  return {std::max<Index>(2 * i - 1, 0), 2 * i, 2 * i + 1, std::min(2 * i + 2, outputs - 1)};
}

PETSEG_INLINE float blend(float a, float b, float c, float d) {
  return 0.25F * (a + d) + 0.75F * (b + c);
}

template <class Scalar>
PETSEG_INLINE void input_gradient(const UpsampleShape& s, const Scalar* y_grad, Index row,
                                  Scalar* x_grad) {
  const Index out_width = 2 * s.width;
  std::array<const Scalar*, 4> rows;
  const auto of = seen_by(row, 2 * s.height);
  for (int k = 0; k < 4; ++k) rows[k] = y_grad + of[k] * out_width * s.pitch;

  thread_local std::vector<float> blended;  // the four output rows as one, [2 · width, channels]
  blended.resize(static_cast<std::size_t>(out_width * s.channels));
  float* out = blended.data();
  for (Index x = 0; x < out_width; ++x) {
    const Index at = x * s.pitch;
    for (Index c = 0; c < s.channels; ++c) {
      out[c] = blend(static_cast<float>(rows[0][at + c]), static_cast<float>(rows[1][at + c]),
                     static_cast<float>(rows[2][at + c]), static_cast<float>(rows[3][at + c]));
    }
    out += s.channels;
  }
  for (Index x = 0; x < s.width; ++x) {
    std::array<const float*, 4> g;
    const auto columns = seen_by(x, out_width);
    for (int k = 0; k < 4; ++k) g[k] = blended.data() + columns[k] * s.channels;
    for (Index c = 0; c < s.channels; ++c) {
      x_grad[c] = static_cast<Scalar>(blend(g[0][c], g[1][c], g[2][c], g[3][c]));
    }
    x_grad += s.channels;
  }
}

}  // namespace

template <>
PETSEG_VECTOR_CLONES void upsample_input_gradient(const UpsampleShape& s, const float* y_grad,
                                                  Index row, float* x_grad) {
  input_gradient(s, y_grad, row, x_grad);
}

template <>
PETSEG_VECTOR_CLONES void upsample_input_gradient(const UpsampleShape& s,
                                                  const c10::BFloat16* y_grad, Index row,
                                                  c10::BFloat16* x_grad) {
  input_gradient(s, y_grad, row, x_grad);
}

}  // namespace petseg
