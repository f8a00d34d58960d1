#include "petseg/nn/depthwise_conv.h"

#include <torch/torch.h>

#include "nn/depthwise_gradients.h"

namespace petseg {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct Gradients {
  torch::Tensor x, weight, bias;
};

template <class Scalar>
void fill_gradients(const DepthwiseShape& shape, const torch::Tensor& x,
                    const torch::Tensor& y_grad, const torch::Tensor& taps, Gradients& gradients) {
  const auto* in = x.const_data_ptr<Scalar>();
  const auto* out = y_grad.const_data_ptr<Scalar>();
  auto* x_grad = gradients.x.data_ptr<Scalar>();
  at::parallel_for(0, shape.batch * shape.in_height, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t row = begin; row < end; ++row) {
      depthwise_input_gradient(shape, out, taps.const_data_ptr<float>(), row, x_grad);
    }
  });
  at::parallel_for(
      0, shape.channels / kDepthwiseBlock, 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t block = begin; block < end; ++block) {
          depthwise_weight_gradient(shape, in, out, block, gradients.weight.data_ptr<float>(),
                                    gradients.bias.data_ptr<float>());
        }
      });
}

class DepthwiseConv : public torch::autograd::Function<DepthwiseConv> {
 public:
  static torch::Tensor forward(AutogradContext* context, const torch::Tensor& x,
                               const torch::Tensor& weight, const torch::Tensor& bias,
                               std::int64_t stride, std::int64_t padding) {
    context->save_for_backward({x, weight});
    context->saved_data["stride"] = stride;
    context->saved_data["padding"] = padding;
    return torch::conv2d(x, weight.to(x.scalar_type()), bias.to(x.scalar_type()), stride, padding,
                         /*dilation=*/1, /*groups=*/x.size(1));
  }

  static variable_list backward(AutogradContext* context, const variable_list& outputs) {
    const variable_list saved = context->get_saved_variables();
    const auto& weight = saved[1];
    const auto x = saved[0].contiguous(at::MemoryFormat::ChannelsLast);
    const auto y_grad = outputs[0].to(x.scalar_type()).contiguous(at::MemoryFormat::ChannelsLast);
    const DepthwiseShape shape{.batch = x.size(0),
                               .channels = x.size(1),
                               .in_height = x.size(2),
                               .in_width = x.size(3),
                               .out_height = y_grad.size(2),
                               .out_width = y_grad.size(3),
                               .kernel = weight.size(2),
                               .stride = context->saved_data["stride"].toInt(),
                               .padding = context->saved_data["padding"].toInt()};
    // [C, 1, K, K] → [K, K, C]: neighbouring channels are worked on together.
    const auto taps = weight.squeeze(1).permute({1, 2, 0}).contiguous();
    Gradients gradients{.x = torch::empty_like(x),
                        .weight = torch::empty_like(taps),
                        .bias = torch::empty({shape.channels})};
    if (x.scalar_type() == torch::kBFloat16) {
      fill_gradients<c10::BFloat16>(shape, x, y_grad, taps, gradients);
    } else {
      fill_gradients<float>(shape, x, y_grad, taps, gradients);
    }
    return {gradients.x, gradients.weight.permute({2, 0, 1}).unsqueeze(1), gradients.bias, {}, {}};
  }
};

}  // namespace

torch::Tensor depthwise_conv2d(const torch::Tensor& x, const torch::Tensor& weight,
                               const torch::Tensor& bias, std::int64_t stride,
                               std::int64_t padding) {
  TORCH_CHECK(has_own_gradient(x.size(1), weight.size(2), stride), "no depthwise gradient for ",
              weight.sizes(), " at stride ", stride);
  return DepthwiseConv::apply(x, weight, bias, stride, padding);
}

bool has_own_gradient(std::int64_t channels, std::int64_t kernel, std::int64_t stride) {
  return channels % kDepthwiseBlock == 0 && (kernel == 3 || kernel == 5) &&
         (stride == 1 || stride == 2);
}

}  // namespace petseg
