#pragma once

#include <opencv2/core/mat.hpp>

#include "petseg/bundle/bundle.h"

namespace petseg {

/// What the model says of one photo, at the photo's own size.
struct Prediction {
  cv::Mat probabilities;  ///< float32 [H, W, kNumClasses]; they sum to 1 at each pixel
  cv::Mat mask;           ///< 8-bit class ids [H, W], the likeliest class
};

/// Applies a model to photos: resize → normalise → network → probabilities → back to the photo's
/// size. With Preprocessing::zoom_in the part that pets were found in then goes the same way alone,
/// larger than before, and both passes count the same there: small animals are seen better. The
/// network computes where it is; on a CPU that has bf16, in that. It has to stay there, and in eval
/// mode, which the constructor sets; threads may then share a predictor.
class Predictor {
 public:
  Predictor(UNet net, const Preprocessing& preprocessing);
  explicit Predictor(const Bundle& bundle) : Predictor(bundle.net, bundle.preprocessing) {}

  /// image: 8-bit RGB [H, W, 3] of any size.
  Prediction predict(const cv::Mat& image);

  /// At which a photo of this size goes through the network.
  InputSize network_size(cv::Size photo) const {
    return input_size(preprocessing_, photo.height, photo.width);
  }

 private:
  /// The probabilities of one pass through the network.
  cv::Mat look(const cv::Mat& image);

  UNet net_;
  torch::Device device_;
  Preprocessing preprocessing_;
};

}  // namespace petseg
