#pragma once

#include <vector>

#include <torch/nn/module.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/pimpl.h>

#include "petseg/nn/activation.h"

namespace petseg {

/// A convolution that a batch norm follows: without bias, and padded so that stride 1 keeps the
/// size and stride 2 halves it.
torch::nn::Conv2d unbiased_conv(int in, int out, int kernel, int stride = 1, int groups = 1);

/// activation(norm(conv(x))). Where the batch norm uses its running statistics (in eval mode) it is
/// an affine map, and is folded into the convolution's weights: one pass over the activations,
/// forward and backward, instead of two. Gradients reach weight, scale and shift all the same. With
/// FoldedWeights in use, the activation joins that one pass, too.
torch::Tensor conv_norm(const torch::Tensor& x, torch::nn::Conv2d& conv,
                        torch::nn::BatchNorm2d& norm, Activation activation = Activation::kNone);

/// The same for a convolution of stride 2 without padding, as TensorFlow pads it ("SAME") on an
/// even size: k − 2 pixels in all, the smaller half first. It traces at any even size.
torch::Tensor strided_conv_norm(const torch::Tensor& x, torch::nn::Conv2d& conv,
                                torch::nn::BatchNorm2d& norm,
                                Activation activation = Activation::kNone);

/// layer(x). With FoldedWeights in use its weights are cast once, and not on each pass.
torch::Tensor linear(const torch::Tensor& x, torch::nn::Linear& layer);

/// Twice 3×3 convolution + batch norm + ReLU, what a U-Net is made of.
class DoubleConvImpl : public torch::nn::Module {
 public:
  DoubleConvImpl(int in, int out);
  torch::Tensor forward(const torch::Tensor& x);

 private:
  torch::nn::Conv2d conv1_{nullptr}, conv2_{nullptr};
  torch::nn::BatchNorm2d bn1_{nullptr}, bn2_{nullptr};
};
TORCH_MODULE(DoubleConv);

/// Random weights for a network of ReLUs without published ones: normal, such that gradients keep
/// their size through all convolutions (He et al. 2015); biases 0.
void he_initialise(torch::nn::Module& module);

/// Adds the parameters of a layer.
void append_parameters(std::vector<torch::Tensor>& parameters, const torch::nn::Module& layer);

}  // namespace petseg
