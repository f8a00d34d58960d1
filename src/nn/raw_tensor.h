#pragma once

// What the readers of weight files share: sizes that a file claims, and tensors made of its bytes.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <torch/types.h>

namespace petseg {

inline constexpr std::size_t kMaxDimensions = 16;

/// The number of elements of a tensor of these sizes. Nothing when no sound file claims such sizes:
/// more than kMaxDimensions, a negative one, or a product beyond 2^40 (a zero counted as one), so
/// that counts of bytes made from the result cannot overflow.
std::optional<std::int64_t> checked_numel(const std::vector<std::int64_t>& sizes);

/// A contiguous tensor with a copy of `bytes`, which are numel × itemsize little-endian bytes at
/// any alignment. Booleans become true for each byte but 0.
torch::Tensor tensor_from_bytes(std::string_view bytes, const std::vector<std::int64_t>& sizes,
                                torch::Dtype dtype);

}  // namespace petseg
