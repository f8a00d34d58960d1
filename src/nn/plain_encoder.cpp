#include "petseg/nn/plain_encoder.h"

#include <torch/torch.h>

#include "petseg/nn/layers.h"

namespace petseg {
namespace {

namespace nn = torch::nn;

constexpr std::array<int, 5> kChannels{32, 64, 128, 256, 512};

class PlainEncoder : public Encoder {
 public:
  PlainEncoder() {
    const auto all = register_module("blocks", nn::ModuleList());
    int in = 3;
    for (const int channels : kChannels) {
      blocks_.emplace_back(in, channels);
      all->push_back(blocks_.back());
      in = channels;
    }
    he_initialise(*this);
  }

  std::vector<torch::Tensor> features(torch::Tensor x) override {
    std::vector<torch::Tensor> taps;
    for (auto& block : blocks_) {
      if (!taps.empty()) x = torch::max_pool2d(x, 2);
      x = block(x);
      taps.push_back(x);
    }
    return taps;
  }

  std::vector<torch::Tensor> first_parameters(int taps) const override {
    std::vector<torch::Tensor> found;
    for (int i = 0; i < taps; ++i) append_parameters(found, *blocks_.at(i));
    return found;
  }

 private:
  std::vector<DoubleConv> blocks_;
};

}  // namespace

EncoderSpec plain_encoder() {
  return {.model = "Unet",
          .taps = {{32, 1}, {64, 2}, {128, 4}, {256, 8}, {512, 16}},
          .mean = {127.5, 127.5, 127.5},
          .std = {127.5, 127.5, 127.5},
          .make = [] { return std::shared_ptr<Encoder>(std::make_shared<PlainEncoder>()); }};
}

}  // namespace petseg
