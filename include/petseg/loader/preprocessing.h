#pragma once

#include <array>
#include <span>

#include <opencv2/core/mat.hpp>
#include <torch/types.h>

namespace petseg {

/// How a photo becomes the network's input. The encoder's table gives mean and std, the bundle
/// stores all of it, the predictor applies it.
struct Preprocessing {
  int image_size = 224;     ///< the input covers about image_size² pixels; a multiple of 32
  bool keep_aspect = true;  ///< else every photo is squeezed into image_size × image_size
  bool zoom_in = true;      ///< whether what was found is looked at again, larger (Predictor)
  std::array<double, 3> mean{127, 127, 127};  ///< of RGB in 0–255
  std::array<double, 3> std{128, 128, 128};
};

struct InputSize {
  int height;
  int width;
};

/// The size at which a photo of this size goes through the network: multiples of 32 that come
/// closest to its aspect at image_size² pixels.
InputSize input_size(const Preprocessing& preprocessing, int height, int width);

/// 8-bit RGB images of one size [H, W, 3] → float32 [N, 3, H, W], channels_last, normalised.
torch::Tensor to_input(std::span<const cv::Mat> images, const Preprocessing& preprocessing);

}  // namespace petseg
