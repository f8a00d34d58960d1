#include "petseg/nn/loss.h"

#include <array>
#include <vector>

#include <fmt/format.h>
#include <torch/torch.h>

#include "petseg/core/classes.h"
#include "petseg/core/did_you_mean.h"
#include "petseg/core/error.h"

namespace petseg {
namespace {

struct NamedLoss {
  std::string_view name;
  Loss loss;
};
constexpr std::array<NamedLoss, 2> kLosses{
    {{"CE+Dice", cross_entropy_dice_loss}, {"DiceLoss", dice_loss}}};

torch::Tensor soft_dice_loss(const torch::Tensor& all_probs, const torch::Tensor& target) {
  const auto ids = target.unsqueeze(1).to(torch::kUInt8);  // an eighth to read, again and again
  // Ignored pixels are of no class. With their probabilities at 0, neither the sums nor the
  // gradient know of them.
  const bool all_known = ids.max().item<std::uint8_t>() < kIgnoreLabel;
  const auto probs = all_known ? all_probs : all_probs * ids.ne(kIgnoreLabel);
  // In float32 and the layout of probs, as torch::one_hot() would not be: products then vectorise.
  const auto classes = torch::arange(probs.size(1), torch::kUInt8).view({1, -1, 1, 1});
  const auto truth = ids.eq(classes).to(probs.scalar_type());
  const auto overlap = (probs * truth).sum({0, 2, 3});
  const auto total = probs.sum({0, 2, 3}) + truth.sum({0, 2, 3});
  return 1 - ((2 * overlap + 1) / (total + 1)).mean();
}

torch::Tensor mean_cross_entropy(const torch::Tensor& log_probs, const torch::Tensor& target) {
  const auto [mean, known] =
      torch::nll_loss2d_forward(log_probs, target, {}, at::Reduction::Mean, kIgnoreLabel);
  return known.item<double>() > 0 ? mean : torch::zeros_like(mean);  // rather than 0 / 0
}

}  // namespace

torch::Tensor dice_loss(const torch::Tensor& logits, const torch::Tensor& target) {
  return soft_dice_loss(logits.softmax(1), target);
}

torch::Tensor cross_entropy_dice_loss(const torch::Tensor& logits, const torch::Tensor& target) {
  const auto log_probs = logits.log_softmax(1);
  return mean_cross_entropy(log_probs, target) + soft_dice_loss(log_probs.exp(), target);
}

Loss find_loss(std::string_view name, const std::string& where) {
  std::vector<std::string_view> names;
  for (const NamedLoss& known : kLosses) {
    if (known.name == name) return known.loss;
    names.push_back(known.name);
  }
  throw ConfigError(fmt::format("{}: \"{}\" is not one of the losses of this version: {}{}", where,
                                name, quoted_list(names), did_you_mean(name, names)));
}

}  // namespace petseg
