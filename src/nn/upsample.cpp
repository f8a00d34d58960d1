#include "petseg/nn/upsample.h"

#include <array>

#include <torch/torch.h>

#include "nn/upsample_gradient.h"

namespace petseg {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// As a concatenation's gradient hands it on: NHWC in memory, perhaps with other channels between.
bool is_nhwc(const torch::Tensor& x) {
  const auto pitch = x.stride(3);
  return x.stride(1) == 1 && pitch >= x.size(1) && x.stride(2) == x.size(3) * pitch &&
         x.stride(0) == x.size(2) * x.stride(2);
}

template <class Scalar>
void fill_gradient(const torch::Tensor& y_grad, torch::Tensor& x_grad) {
  const UpsampleShape shape{.height = x_grad.size(2),
                            .width = x_grad.size(3),
                            .channels = x_grad.size(1),
                            .pitch = y_grad.stride(3)};
  const auto* in = y_grad.const_data_ptr<Scalar>();
  auto* out = x_grad.data_ptr<Scalar>();
  at::parallel_for(0, x_grad.size(0) * shape.height, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t row = begin; row < end; ++row) {
      upsample_input_gradient(shape, in + row / shape.height * y_grad.stride(0), row % shape.height,
                              out + row * shape.width * shape.channels);
    }
  });
}

/// LibTorch's gradient works on NCHW only and copies to it and back.
class Upsample : public torch::autograd::Function<Upsample> {
 public:
  static torch::Tensor forward(AutogradContext*, const torch::Tensor& x) { return upsample(x, 2); }

  static variable_list backward(AutogradContext*, const variable_list& outputs) {
    torch::Tensor y_grad = outputs[0];
    if (!is_nhwc(y_grad)) y_grad = y_grad.contiguous(at::MemoryFormat::ChannelsLast);
    auto x_grad =
        torch::empty({y_grad.size(0), y_grad.size(1), y_grad.size(2) / 2, y_grad.size(3) / 2},
                     y_grad.options().memory_format(at::MemoryFormat::ChannelsLast));
    if (y_grad.scalar_type() == torch::kBFloat16) {
      fill_gradient<c10::BFloat16>(y_grad, x_grad);
    } else {
      fill_gradient<float>(y_grad, x_grad);
    }
    return {x_grad};
  }
};

}  // namespace

torch::Tensor upsample(const torch::Tensor& x, double factor) {
  const std::array<double, 2> factors{factor, factor};
  return at::upsample_bilinear2d(x, c10::nullopt, /*align_corners=*/false,
                                 at::ArrayRef<double>(factors));
}

torch::Tensor repeat_twice(const torch::Tensor& x) {
  const std::array<double, 2> factors{2, 2};
  return at::upsample_nearest2d(x, c10::nullopt, at::ArrayRef<double>(factors));
}

torch::Tensor upsample_twice(const torch::Tensor& x) {
  const bool nhwc = !x.is_contiguous() && x.is_contiguous(at::MemoryFormat::ChannelsLast);
  const bool own_gradient = x.is_cpu() && nhwc && torch::GradMode::is_enabled();
  return own_gradient ? Upsample::apply(x) : upsample(x, 2);
}

}  // namespace petseg
