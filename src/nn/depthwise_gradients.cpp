#include "nn/depthwise_gradients.h"

#include <algorithm>
#include <array>

#include <c10/util/BFloat16.h>

#include "nn/vector_clones.h"

namespace petseg {
namespace {

using Index = std::int64_t;

/// One pixel's gradient for B neighbouring channels: gathers from the outputs that saw the pixel.
template <class Scalar, int K, int S, int B>
PETSEG_INLINE void gather(const DepthwiseShape& s, const Scalar* y_grad, const float* w, Index iy,
                          Index ix, Scalar* x_grad) {
  float sum[B] = {};
  for (Index ky = 0; ky < K; ++ky) {
    const Index y = iy + s.padding - ky;
    if (y < 0 || y % S != 0 || y / S >= s.out_height) continue;
    const Scalar* row = y_grad + y / S * s.out_width * s.channels;
    for (Index kx = 0; kx < K; ++kx) {
      const Index x = ix + s.padding - kx;
      if (x < 0 || x % S != 0 || x / S >= s.out_width) continue;
      const Scalar* g = row + x / S * s.channels;
      const float* tap = w + (ky * K + kx) * s.channels;
      for (int b = 0; b < B; ++b) sum[b] += static_cast<float>(g[b]) * tap[b];
    }
  }
  for (int b = 0; b < B; ++b) x_grad[b] = static_cast<Scalar>(sum[b]);
}

template <class Scalar, int K, int S>
PETSEG_INLINE void input_gradient(const DepthwiseShape& s, const Scalar* y_grad, const float* w,
                                  Index row, Scalar* x_grad) {
  const Index n = row / s.in_height;
  const Index iy = row % s.in_height;
  const Scalar* image = y_grad + n * s.out_height * s.out_width * s.channels;
  Scalar* out = x_grad + row * s.in_width * s.channels;
  constexpr int kWide = 3 * kDepthwiseBlock;
  for (Index ix = 0; ix < s.in_width; ++ix) {
    Index c = 0;
    for (; c + kWide <= s.channels; c += kWide) {
      gather<Scalar, K, S, kWide>(s, image + c, w + c, iy, ix, out + ix * s.channels + c);
    }
    for (; c < s.channels; c += kDepthwiseBlock) {
      gather<Scalar, K, S, kDepthwiseBlock>(s, image + c, w + c, iy, ix, out + ix * s.channels + c);
    }
  }
}

/// The gradients of one kernel row's K taps over one image, for one block of channels: each output
/// is read once for all of them.
template <class Scalar, int K, int S>
PETSEG_INLINE void kernel_row_gradient(const DepthwiseShape& s, const Scalar* x,
                                       const Scalar* y_grad, Index ky,
                                       float (&sum)[K][kDepthwiseBlock]) {
  constexpr Index kBlock = kDepthwiseBlock;
  for (Index oy = 0; oy < s.out_height; ++oy) {
    const Index iy = oy * S + ky - s.padding;
    if (iy < 0 || iy >= s.in_height) continue;
    const Scalar* in = x + iy * s.in_width * s.channels;
    const Scalar* out = y_grad + oy * s.out_width * s.channels;
    for (Index ox = 0; ox < s.out_width; ++ox) {
      float g[kBlock];
      for (Index b = 0; b < kBlock; ++b) g[b] = static_cast<float>(out[ox * s.channels + b]);
      const Index first = ox * S - s.padding;
      const Scalar* in_x = in + first * s.channels;
      if (first >= 0 && first + K <= s.in_width) {
        for (Index kx = 0; kx < K; ++kx) {
          for (Index b = 0; b < kBlock; ++b) {
            sum[kx][b] += static_cast<float>(in_x[kx * s.channels + b]) * g[b];
          }
        }
        continue;
      }
      for (Index kx = std::max<Index>(0, -first); kx < std::min<Index>(K, s.in_width - first);
           ++kx) {
        for (Index b = 0; b < kBlock; ++b) {
          sum[kx][b] += static_cast<float>(in_x[kx * s.channels + b]) * g[b];
        }
      }
    }
  }
}

template <class Scalar, int K, int S>
PETSEG_INLINE void weight_gradient(const DepthwiseShape& s, const Scalar* x, const Scalar* y_grad,
                                   Index block, float* w_grad, float* b_grad) {
  constexpr Index kBlock = kDepthwiseBlock;
  const Index c = block * kBlock;
  const Index in_size = s.in_height * s.in_width * s.channels;
  const Index out_size = s.out_height * s.out_width * s.channels;
  float sum[K][K][kBlock] = {};
  float bias[kBlock] = {};
  for (Index n = 0; n < s.batch; ++n) {
    const Scalar* in = x + n * in_size + c;
    const Scalar* out = y_grad + n * out_size + c;
    for (Index ky = 0; ky < K; ++ky) kernel_row_gradient<Scalar, K, S>(s, in, out, ky, sum[ky]);
    for (Index i = 0; i < out_size; i += s.channels) {
      for (Index b = 0; b < kBlock; ++b) bias[b] += static_cast<float>(out[i + b]);
    }
  }
  for (Index tap = 0; tap < K * K; ++tap) {
    std::copy_n(sum[tap / K][tap % K], kBlock, w_grad + tap * s.channels + c);
  }
  std::copy_n(bias, kBlock, b_grad + c);
}

}  // namespace

#define PETSEG_DEPTHWISE(Scalar)                                                                   \
  template <>                                                                                      \
  PETSEG_VECTOR_CLONES void depthwise_input_gradient(const DepthwiseShape& s, const Scalar* g,     \
                                                     const float* w, Index row, Scalar* x_grad) {  \
    if (s.kernel == 3 && s.stride == 1) return input_gradient<Scalar, 3, 1>(s, g, w, row, x_grad); \
    if (s.kernel == 3) return input_gradient<Scalar, 3, 2>(s, g, w, row, x_grad);                  \
    if (s.stride == 1) return input_gradient<Scalar, 5, 1>(s, g, w, row, x_grad);                  \
    return input_gradient<Scalar, 5, 2>(s, g, w, row, x_grad);                                     \
  }                                                                                                \
  template <>                                                                                      \
  PETSEG_VECTOR_CLONES void depthwise_weight_gradient(const DepthwiseShape& s, const Scalar* x,    \
                                                      const Scalar* g, Index block, float* w,      \
                                                      float* b) {                                  \
    if (s.kernel == 3 && s.stride == 1)                                                            \
      return weight_gradient<Scalar, 3, 1>(s, x, g, block, w, b);                                  \
    if (s.kernel == 3) return weight_gradient<Scalar, 3, 2>(s, x, g, block, w, b);                 \
    if (s.stride == 1) return weight_gradient<Scalar, 5, 1>(s, x, g, block, w, b);                 \
    return weight_gradient<Scalar, 5, 2>(s, x, g, block, w, b);                                    \
  }
PETSEG_DEPTHWISE(float)
PETSEG_DEPTHWISE(c10::BFloat16)
#undef PETSEG_DEPTHWISE

}  // namespace petseg
