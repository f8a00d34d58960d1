#pragma once

#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>

namespace petseg {

/// norm(conv(x)). Where the batch norm uses its running statistics (in eval mode) it is an affine
/// map, and is folded into the convolution's weights: one pass over the activations, forward and
/// backward, instead of two. Gradients reach weight, scale and shift all the same.
torch::Tensor conv_norm(const torch::Tensor& x, torch::nn::Conv2d& conv,
                        torch::nn::BatchNorm2d& norm);

}  // namespace petseg
