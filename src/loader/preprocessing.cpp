#include "petseg/loader/preprocessing.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <torch/torch.h>

namespace petseg {
namespace {

constexpr int kStride = 32;  // the deepest tap of every encoder stands at 1/32

int to_stride(double length) {
  return kStride * std::max(1, static_cast<int>(std::lround(length / kStride)));
}

}  // namespace

InputSize input_size(const Preprocessing& preprocessing, int height, int width) {
  const int size = preprocessing.image_size;
  if (!preprocessing.keep_aspect) return {size, size};
  // A strip of 1:4 is as far as a photo is followed; beyond that it is squeezed.
  const double aspect = std::clamp(static_cast<double>(width) / height, 0.25, 4.0);
  return {to_stride(size / std::sqrt(aspect)), to_stride(size * std::sqrt(aspect))};
}

torch::Tensor to_input(std::span<const cv::Mat> images, const Preprocessing& preprocessing) {
  const int height = images.front().rows;
  const int width = images.front().cols;
  const auto count = static_cast<std::int64_t>(images.size());
  // NHWC in memory, seen as NCHW: that is channels_last without a copy.
  auto batch = torch::empty({count, height, width, 3});
  float* out = batch.data_ptr<float>();

  std::array<float, 3> scale{};
  std::array<float, 3> shift{};
  for (int c = 0; c < 3; ++c) {
    scale[c] = static_cast<float>(1.0 / preprocessing.std[c]);
    shift[c] = static_cast<float>(-preprocessing.mean[c] / preprocessing.std[c]);
  }
  for (const cv::Mat& image : images) {
    if (image.rows != height || image.cols != width || image.type() != CV_8UC3) {
      throw std::logic_error("a batch needs 8-bit RGB images of one size");
    }
    for (int y = 0; y < height; ++y) {
      const auto* row = image.ptr<std::uint8_t>(y);
      for (int x = 0; x < 3 * width; x += 3) {
        for (int c = 0; c < 3; ++c) *out++ = static_cast<float>(row[x + c]) * scale[c] + shift[c];
      }
    }
  }
  return batch.permute({0, 3, 1, 2});
}

}  // namespace petseg
