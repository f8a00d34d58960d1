#include "petseg/nn/vgg16.h"

#include <torch/torch.h>

#include "petseg/nn/layers.h"

#include "nn/keras_vgg16.h"
#include "nn/vgg16_blocks.h"

namespace petseg {
namespace {

namespace nn = torch::nn;

class VGG16 : public Encoder {
 public:
  VGG16() {
    const auto features = register_module("features", std::make_shared<nn::Module>());
    int in = 3;
    int position = 0;  // in torchvision's list, which counts ReLUs and poolings too
    for (const Vgg16Block& block : kVgg16Blocks) {
      auto& convolutions = blocks_.emplace_back();
      for (int i = 0; i < block.convolutions; ++i) {
        const nn::Conv2d conv(nn::Conv2dOptions(in, block.channels, 3).padding(1));
        convolutions.push_back(features->register_module(std::to_string(position), conv));
        in = block.channels;
        position += 2;
      }
      ++position;
    }
    he_initialise(*this);
  }

  std::vector<torch::Tensor> features(torch::Tensor x) override {
    std::vector<torch::Tensor> taps;
    for (auto& convolutions : blocks_) {
      if (!taps.empty()) x = torch::max_pool2d(x, 2);
      for (auto& conv : convolutions) x = conv(x).relu_();
      taps.push_back(x);
    }
    return taps;
  }

  std::vector<torch::Tensor> first_parameters(int taps) const override {
    std::vector<torch::Tensor> found;
    for (int i = 0; i < taps; ++i) {
      for (const auto& conv : blocks_.at(i)) append_parameters(found, *conv);
    }
    return found;
  }

 private:
  std::vector<std::vector<nn::Conv2d>> blocks_;
};

}  // namespace

EncoderSpec vgg16() {
  return {.model = "VGG16-Unet",
          .taps = {{64, 1}, {128, 2}, {256, 4}, {512, 8}, {512, 16}},
          .mean = {127.5, 127.5, 127.5},
          .std = {127.5, 127.5, 127.5},
          .weights = {.file = "vgg16-397923af.pth",
                      .sha256 = "397923af",
                      .url = "https://download.pytorch.org/models/vgg16-397923af.pth",
                      .read_keras = read_keras_vgg16},
          .classifier_entries = {"classifier."},
          .make = [] { return std::shared_ptr<Encoder>(std::make_shared<VGG16>()); }};
}

}  // namespace petseg
