#pragma once

#include <torch/types.h>

namespace petseg {

/// What an ImageNet classifier says of species. It has seen 118 breeds of dog and 5 kinds of cat,
/// and tells species of breeds apart that no training photo shows; a net trained on few breeds
/// takes short-haired for dog. Six channels: for each position, then for the whole photo, the log
/// of the mean probability of ImageNet's classes of cat, of dog, and of all others, in tenths and
/// cut at −1 (e⁻¹⁰). Means, not sums: as many kinds of dog as of cat are expected here.
inline constexpr int kEvidenceChannels = 6;

/// here: class logits at each position [N, h, w, 1000]; overall: of the whole photo [N, 1, 1, 1000]
/// → float32 [N, kEvidenceChannels, h, w].
torch::Tensor species_evidence(const torch::Tensor& here, const torch::Tensor& overall);

/// Log odds of cat against dog, as evidence [N, kEvidenceChannels, h, w] has them: float32
/// [N, 1, h, w] for each position, and of the whole photo [N, 1, 1, 1].
torch::Tensor place_odds(const torch::Tensor& evidence);
torch::Tensor photo_odds(const torch::Tensor& evidence);

}  // namespace petseg
