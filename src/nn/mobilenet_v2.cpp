#include "petseg/nn/mobilenet_v2.h"

#include <torch/torch.h>

#include "petseg/nn/layers.h"

#include "nn/torchvision.h"

namespace petseg {
namespace {

namespace nn = torch::nn;

struct Stage {
  int expansion, channels, repeats, stride;
};
constexpr int kStemChannels = 32;
constexpr std::array<Stage, 7> kStages{{{1, 16, 1, 1},
                                        {6, 24, 2, 2},
                                        {6, 32, 3, 2},
                                        {6, 64, 4, 2},
                                        {6, 96, 3, 1},
                                        {6, 160, 3, 2},
                                        {6, 320, 1, 1}}};

/// Convolution + batch norm + ReLU6.
class Layer : public nn::Module {
 public:
  Layer(int in, int out, int kernel, int stride = 1, int groups = 1) {
    conv_ = register_module("0", unbiased_conv(in, out, kernel, stride, groups));
    bn_ = register_module("1", nn::BatchNorm2d(out));
  }

  torch::Tensor forward(const torch::Tensor& x) {
    return conv_norm(x, conv_, bn_, Activation::kRelu6);
  }

 private:
  nn::Conv2d conv_{nullptr};
  nn::BatchNorm2d bn_{nullptr};
};

/// Expand 1×1, depthwise 3×3, project 1×1; a residual where shape allows.
class InvertedResidual : public nn::Module {
 public:
  InvertedResidual(int in, const Stage& stage, int stride)
      : stride_(stride), residual_(stride == 1 && in == stage.channels) {
    const int middle = in * stage.expansion;
    if (stage.expansion > 1) expand_ = std::make_shared<Layer>(in, middle, 1);
    depthwise_ = std::make_shared<Layer>(middle, middle, 3, stride, middle);
    project_ = unbiased_conv(middle, stage.channels, 1);
    bn_ = nn::BatchNorm2d(stage.channels);

    const auto parts = register_module("conv", nn::ModuleList());
    if (expand_) parts->push_back(expand_);
    parts->push_back(depthwise_);
    parts->push_back(project_);
    parts->push_back(bn_);
  }

  torch::Tensor forward(const torch::Tensor& x) {
    const auto y = depthwise_->forward(expand_ ? expand_->forward(x) : x);
    const auto projected = conv_norm(y, project_, bn_);
    return residual_ ? x + projected : projected;
  }

  bool halves() const { return stride_ == 2; }

 private:
  int stride_;
  bool residual_;
  std::shared_ptr<Layer> expand_, depthwise_;
  nn::Conv2d project_{nullptr};
  nn::BatchNorm2d bn_{nullptr};
};

class MobileNetV2 : public Encoder {
 public:
  MobileNetV2() : stem_(std::make_shared<Layer>(3, kStemChannels, 3, 2)) {
    const auto all = register_module("features", nn::ModuleList());
    all->push_back(stem_);
    int in = kStemChannels;
    for (const Stage& stage : kStages) {
      for (int i = 0; i < stage.repeats; ++i) {
        blocks_.push_back(std::make_shared<InvertedResidual>(in, stage, i == 0 ? stage.stride : 1));
        all->push_back(blocks_.back());
        in = stage.channels;
      }
    }
    he_initialise(*this);
  }

  std::vector<torch::Tensor> features(torch::Tensor x) override {
    std::vector<torch::Tensor> taps;
    x = stem_->forward(x);
    for (const auto& block : blocks_) {
      if (block->halves()) taps.push_back(x);  // the last features at this resolution
      x = block->forward(x);
    }
    taps.push_back(x);
    return taps;
  }

  std::vector<torch::Tensor> first_parameters(int taps) const override {
    std::vector<torch::Tensor> found;
    if (taps == 0) return found;
    append_parameters(found, *stem_);
    int complete = 0;
    for (const auto& block : blocks_) {
      if (block->halves() && ++complete == taps) break;
      append_parameters(found, *block);
    }
    return found;
  }

 private:
  std::shared_ptr<Layer> stem_;
  std::vector<std::shared_ptr<InvertedResidual>> blocks_;
};

}  // namespace

EncoderSpec mobilenet_v2() {
  return {.model = "MobileNetV2-Unet",
          .taps = {{16, 2}, {24, 4}, {32, 8}, {96, 16}, {320, 32}},
          .mean = kTorchvisionMean,
          .std = kTorchvisionStd,
          .weights = {.file = "mobilenet_v2-b0353104.pth",
                      .sha256 = "b0353104",
                      .url = "https://download.pytorch.org/models/mobilenet_v2-b0353104.pth"},
          .classifier_entries = {"features.18.", "classifier."},
          .make = [] { return std::shared_ptr<Encoder>(std::make_shared<MobileNetV2>()); }};
}

}  // namespace petseg
