#include "nn/fused_conv.h"

#include <optional>
#include <string_view>

#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/torch.h>

namespace petseg {
namespace {

using Scalars = c10::List<std::optional<at::Scalar>>;
using Pointwise = at::Tensor(const at::Tensor&, const at::Tensor&, const std::optional<at::Tensor>&,
                             at::IntArrayRef, at::IntArrayRef, at::IntArrayRef, std::int64_t,
                             std::string_view, Scalars, std::optional<std::string_view>);

/// Part of LibTorch for its compiled graphs; a build without oneDNN lacks it.
const std::optional<c10::OperatorHandle>& pointwise() {
  static const auto found =
      c10::Dispatcher::singleton().findSchema({"mkldnn::_convolution_pointwise", ""});
  return found;
}

}  // namespace

bool can_fuse(const torch::Tensor& x) {
  return x.is_cpu() && at::globalContext().userEnabledMkldnn() && pointwise();
}

torch::Tensor fused_conv(const torch::Tensor& x, const FoldedConv& conv,
                         const torch::nn::Conv2dImpl& like, Activation activation,
                         std::optional<std::int64_t> padding) {
  std::string_view name = "none";
  Scalars scalars;
  if (activation == Activation::kRelu) name = "relu";
  if (activation == Activation::kRelu6) {
    name = "hardtanh";
    scalars.push_back(0.0);
    scalars.push_back(6.0);
  }
  const auto& own = std::get<torch::ExpandingArray<2>>(like.options.padding());
  const torch::ExpandingArray<2> pads = padding ? torch::ExpandingArray<2>(*padding) : own;
  return pointwise()->typed<Pointwise>().call(
      x.to(conv.weight.scalar_type()), conv.weight, conv.bias, *pads, *like.options.stride(),
      *like.options.dilation(), like.options.groups(), name, scalars, std::string_view());
}

}  // namespace petseg
