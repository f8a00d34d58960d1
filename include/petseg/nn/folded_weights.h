#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <unordered_map>
#include <vector>

#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>

namespace petseg {

/// A convolution with the batch norm that follows it, as one; or a linear layer.
struct FoldedConv {
  torch::Tensor weight;
  torch::Tensor bias;
};

/// Of a batch norm in eval mode, with gradients.
FoldedConv fold(const torch::nn::Conv2dImpl& conv, const torch::nn::BatchNorm2dImpl& norm);

/// Folded weights kept from one pass to the next, in the type in which autocast computes: of one
/// photo they cost a fifth of the time. What they were made of may change in between, and is then
/// folded anew. Threads may share one, but not while the network's weights change.
class FoldedWeights {
 public:
  /// While it lives, conv_norm() and linear() on this thread take what is kept here; only without
  /// gradients.
  class Use {
   public:
    explicit Use(FoldedWeights& weights);
    ~Use();
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;

   private:
    FoldedWeights* earlier_;
  };

  /// Those that this thread uses, or null.
  static FoldedWeights* in_use();

  /// With so many rows and columns of zeros in front of the weight, always the same for one norm.
  FoldedConv get(const torch::nn::Conv2dImpl& conv, const torch::nn::BatchNorm2dImpl& norm,
                 std::int64_t zeros = 0);
  /// As they are, in the type in which autocast computes.
  FoldedConv get(const torch::nn::LinearImpl& linear);

 private:
  /// Of the tensors that were folded: each change of a tensor's values counts its version up.
  using Versions = std::vector<std::int64_t>;
  struct Kept {
    FoldedConv folded;
    Versions versions{};
    torch::ScalarType type{};
  };

  FoldedConv get(const torch::nn::Module& layer, const Versions& versions,
                 const std::function<FoldedConv()>& make);

  std::mutex lock_;  // guards `kept_`
  std::unordered_map<const torch::nn::Module*, Kept> kept_;
};

}  // namespace petseg
