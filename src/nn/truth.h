#pragma once

#include <vector>

#include <torch/types.h>

namespace petseg {

/// The truth of a batch in the forms that losses want.
struct Truth {
  /// class_ids: int64 [N, H, W], kIgnoreLabel where they are not known
  explicit Truth(const torch::Tensor& class_ids);

  torch::Tensor target;  ///< int64 [N, H, W]
  torch::Tensor ids;     ///< uint8 [N, 1, H, W]: an eighth to read, again and again
  bool all_known;        ///< whether no pixel is ignored
};

/// Class weights in the type of `like`; undefined where there are none.
torch::Tensor weight_tensor(const std::vector<double>& weights, const torch::Tensor& like);

}  // namespace petseg
