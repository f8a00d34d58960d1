#pragma once

#include <torch/types.h>

namespace petseg {

/// Log odds of cat against dog that the classifier gives to close-ups (nn/close_ups.h), float32
/// [N].
struct CloseUpOdds {
  torch::Tensor pet;       ///< of the whole photo where there is no close-up
  torch::Tensor cat, dog;  ///< 0 where there are none
};

/// Lets the classifier have its say in which species a pet is, and in nothing else: the odds of cat
/// against dog are multiplied by powers of the classifier's, as a product of experts (Hinton 2002);
/// the probability of background stays what it was. For prediction only: a net trained through it
/// would learn to undo it.
///
/// The evidence at a position (nn/species_evidence.h) is first averaged over the pet pixels around
/// it. Where such averages over the photo are sure of a cat at one place and of a dog at another,
/// the photo has both, and each place is told what was found there. Where not, but the close-ups of
/// what the logits take for a cat and for a dog show such, it has both too, and the logits mostly
/// decide. Elsewhere it has one, and the close-up of all that is pet counts: it is wrong far less
/// often.
///
/// logits: float32 [N, kNumClasses, H, W]; evidence: [N, kEvidenceChannels, H / 32, W / 32] →
/// float32 logits of the same shape.
torch::Tensor apply_species_evidence(const torch::Tensor& logits, const torch::Tensor& evidence,
                                     const CloseUpOdds& seen);

}  // namespace petseg
