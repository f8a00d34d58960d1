#include "nn/raw_tensor.h"

#include <bit>
#include <cstring>

namespace petseg {

static_assert(std::endian::native == std::endian::little, "weight files are little-endian");

std::optional<std::int64_t> checked_numel(const std::vector<std::int64_t>& sizes) {
  constexpr std::int64_t kMaxElements = std::int64_t{1} << 40;
  if (sizes.size() > kMaxDimensions) return std::nullopt;
  std::int64_t bound = 1;  // zeros counted as one: LibTorch multiplies the other sizes to strides
  bool empty = false;
  for (const std::int64_t size : sizes) {
    if (size < 0) return std::nullopt;
    if (size == 0) {
      empty = true;
      continue;
    }
    if (size > kMaxElements / bound) return std::nullopt;
    bound *= size;
  }
  return empty ? 0 : bound;
}

torch::Tensor tensor_from_bytes(std::string_view bytes, const std::vector<std::int64_t>& sizes,
                                torch::Dtype dtype) {
  // A bool that is neither 0 nor 1 is undefined behaviour, so those bytes are compared.
  const bool boolean = dtype == torch::kBool;
  torch::Tensor tensor = torch::empty(sizes, boolean ? torch::kUInt8 : dtype);
  TORCH_INTERNAL_ASSERT(bytes.size() == tensor.nbytes());
  if (!bytes.empty()) std::memcpy(tensor.mutable_data_ptr(), bytes.data(), bytes.size());
  return boolean ? tensor.ne(0) : tensor;
}

}  // namespace petseg
