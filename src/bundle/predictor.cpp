#include "petseg/bundle/predictor.h"

#include <opencv2/imgproc.hpp>
#include <torch/torch.h>

#include "petseg/core/classes.h"
#include "petseg/core/cpu.h"
#include "petseg/image/resize.h"
#include "petseg/nn/device.h"
#include "petseg/nn/precision.h"

#include "bundle/pet_box.h"

namespace petseg {
namespace {

cv::Mat likeliest_class(const cv::Mat& probabilities) {
  static_assert(kNumClasses == 3, "cv::Vec3f holds one probability a class");
  cv::Mat mask(probabilities.size(), CV_8UC1);
  for (int y = 0; y < mask.rows; ++y) {
    const auto* p = probabilities.ptr<cv::Vec3f>(y);
    auto* id = mask.ptr<std::uint8_t>(y);
    for (int x = 0; x < mask.cols; ++x) {
      const int animal = p[x][kDog] > p[x][kCat] ? kDog : kCat;
      id[x] = static_cast<std::uint8_t>(p[x][animal] > p[x][kBackground] ? animal : kBackground);
    }
  }
  return mask;
}

}  // namespace

Predictor::Predictor(UNet net, const Preprocessing& preprocessing)
    : net_(std::move(net)), device_(device_of(*net_)), preprocessing_(preprocessing) {
  net_->eval();
}

Prediction Predictor::predict(const cv::Mat& image) {
  Prediction prediction{.probabilities = look(image)};
  prediction.mask = likeliest_class(prediction.probabilities);
  const auto box = preprocessing_.zoom_in ? pet_box(prediction.mask) : std::nullopt;
  if (!box) return prediction;
  cv::Mat part = prediction.probabilities(*box);
  cv::addWeighted(part, 0.5, look(image(*box)), 0.5, 0, part);
  likeliest_class(part).copyTo(prediction.mask(*box));
  return prediction;
}

cv::Mat Predictor::look(const cv::Mat& image) {
  const torch::NoGradGuard no_grad;
  const InputSize size = input_size(preprocessing_, image.rows, image.cols);
  const cv::Mat resized = resize_image(image, size.height, size.width);
  torch::Tensor logits;
  {
    const Autocast bf16(device_.is_cpu() && cpu_has_bf16());
    logits = net_(to_input({&resized, 1}, preprocessing_).to(device_));
  }
  // [1, C, H, W] → [H, W, C], which is how OpenCV lays out channels.
  const auto probs = logits.softmax(1).permute({0, 2, 3, 1}).contiguous().cpu();
  const cv::Mat small(size.height, size.width, CV_32FC(kNumClasses), probs.data_ptr<float>());

  cv::Mat probabilities;
  cv::resize(small, probabilities, image.size(), 0, 0, cv::INTER_LINEAR);
  return probabilities;
}

}  // namespace petseg
