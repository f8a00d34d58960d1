#include "petseg/nn/resnet.h"

#include <fmt/format.h>
#include <torch/torch.h>

#include "petseg/nn/layers.h"

#include "nn/torchvision.h"

namespace petseg {
namespace {

namespace nn = torch::nn;

constexpr int kStemChannels = 64;
constexpr std::array<int, 4> kChannels{64, 128, 256, 512};
using Repeats = std::array<int, 4>;  // blocks of each layer
constexpr Repeats kRepeats18{2, 2, 2, 2};
constexpr Repeats kRepeats34{3, 4, 6, 3};

/// Two 3×3 convolutions, added to their input.
class BasicBlock : public nn::Module {
 public:
  BasicBlock(int in, int out, int stride) {
    conv1_ = register_module("conv1", unbiased_conv(in, out, 3, stride));
    bn1_ = register_module("bn1", nn::BatchNorm2d(out));
    conv2_ = register_module("conv2", unbiased_conv(out, out, 3));
    bn2_ = register_module("bn2", nn::BatchNorm2d(out));
    if (stride == 1 && in == out) return;
    shortcut_ = unbiased_conv(in, out, 1, stride);
    shortcut_bn_ = nn::BatchNorm2d(out);
    register_module("downsample", nn::Sequential(shortcut_, shortcut_bn_));
  }

  torch::Tensor forward(const torch::Tensor& x) {
    const auto shortcut = shortcut_.is_empty() ? x : conv_norm(x, shortcut_, shortcut_bn_);
    const auto y = conv_norm(x, conv1_, bn1_, Activation::kRelu);
    return conv_norm(y, conv2_, bn2_).add_(shortcut).relu_();
  }

 private:
  nn::Conv2d conv1_{nullptr}, conv2_{nullptr}, shortcut_{nullptr};
  nn::BatchNorm2d bn1_{nullptr}, bn2_{nullptr}, shortcut_bn_{nullptr};
};

class ResNet : public Encoder {
 public:
  explicit ResNet(const Repeats& repeats) {
    conv1_ = register_module("conv1", unbiased_conv(3, kStemChannels, 7, 2));
    bn1_ = register_module("bn1", nn::BatchNorm2d(kStemChannels));
    int in = kStemChannels;
    for (std::size_t i = 0; i < repeats.size(); ++i) {
      nn::ModuleList layer;
      for (int k = 0; k < repeats[i]; ++k) {
        const bool halves = i > 0 && k == 0;
        layer->push_back(std::make_shared<BasicBlock>(in, kChannels[i], halves ? 2 : 1));
        in = kChannels[i];
      }
      layers_.push_back(register_module(fmt::format("layer{}", i + 1), layer));
    }
    he_initialise(*this);
  }

  std::vector<torch::Tensor> features(torch::Tensor x) override {
    std::vector<torch::Tensor> taps{conv_norm(x, conv1_, bn1_, Activation::kRelu)};
    x = torch::max_pool2d(taps[0], /*kernel_size=*/3, /*stride=*/2, /*padding=*/1);
    for (const auto& layer : layers_) {
      for (const auto& block : *layer) x = block->as<BasicBlock>()->forward(x);
      taps.push_back(x);
    }
    return taps;
  }

  std::vector<torch::Tensor> first_parameters(int taps) const override {
    std::vector<torch::Tensor> found;
    if (taps == 0) return found;
    append_parameters(found, *conv1_);
    append_parameters(found, *bn1_);
    for (int i = 0; i < taps - 1; ++i) append_parameters(found, *layers_.at(i));
    return found;
  }

 private:
  nn::Conv2d conv1_{nullptr};
  nn::BatchNorm2d bn1_{nullptr};
  std::vector<nn::ModuleList> layers_;
};

template <const Repeats& repeats>
std::shared_ptr<Encoder> make() {
  return std::make_shared<ResNet>(repeats);
}

/// What both have in common.
EncoderSpec resnet() {
  return {.taps = {{kStemChannels, 2}, {64, 4}, {128, 8}, {256, 16}, {512, 32}},
          .mean = kTorchvisionMean,
          .std = kTorchvisionStd,
          .classifier_entries = {"fc."}};
}

}  // namespace

EncoderSpec resnet18() {
  EncoderSpec spec = resnet();
  spec.model = "ResNet18-Unet";
  spec.weights = {.file = "resnet18-f37072fd.pth",
                  .sha256 = "f37072fd",
                  .url = "https://download.pytorch.org/models/resnet18-f37072fd.pth"};
  spec.make = make<kRepeats18>;
  return spec;
}

EncoderSpec resnet34() {
  EncoderSpec spec = resnet();
  spec.model = "ResNet34-Unet";
  spec.weights = {.file = "resnet34-b627a593.pth",
                  .sha256 = "b627a593",
                  .url = "https://download.pytorch.org/models/resnet34-b627a593.pth"};
  spec.make = make<kRepeats34>;
  return spec;
}

}  // namespace petseg
