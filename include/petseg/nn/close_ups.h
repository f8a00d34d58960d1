#pragma once

#include <torch/types.h>

namespace petseg {

/// Animals of a photo, cut out and brought to the size that the classifier was trained at: on a
/// whole photo it hears little of an animal that is small, or small beside another. Each is
/// [1, 3, h, w] of about 224² pixels at its own aspect ratio, h and w multiples of 32; undefined
/// where there is none.
struct CloseUps {
  torch::Tensor pet;  ///< all that is pet
  /// What seems to be the cat and what seems to be the dog of a photo of both. Where the other
  /// animal is seen, they show the mean colour of ImageNet.
  torch::Tensor cat, dog;
};

/// x: input of the network [1, 3, H, W]; logits: float32 [1, kNumClasses, H, W], H and W multiples
/// of 32. What covers less than a hundredth of the photo gets no close-up.
CloseUps close_ups(const torch::Tensor& x, const torch::Tensor& logits);

}  // namespace petseg
