#include "nn/tensor_maker.h"

#include <cstdint>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "petseg/core/error.h"

#include "core/json.h"
#include "nn/raw_tensor.h"

namespace petseg {
namespace {

std::size_t unsigned_size(std::int64_t number) { return static_cast<std::size_t>(number); }

/// offset + Σ (size − 1) · stride < elements of the storage, without overflow.
bool inside_storage(const PickleTensor& tensor, std::int64_t numel) {
  if (tensor.strides.size() != tensor.sizes.size() || tensor.offset < 0) return false;
  for (const std::int64_t stride : tensor.strides) {
    if (stride < 0) return false;
  }
  if (numel == 0) return tensor.offset <= tensor.storage.numel;
  std::int64_t last = tensor.offset;
  for (std::size_t i = 0; i < tensor.sizes.size(); ++i) {
    std::int64_t step = 0;
    if (__builtin_mul_overflow(tensor.sizes[i] - 1, tensor.strides[i], &step) ||
        __builtin_add_overflow(last, step, &last)) {
      return false;
    }
  }
  return last < tensor.storage.numel;
}

/// Row by row without gaps; the stride of a dimension of size 1 says nothing.
bool is_contiguous(const PickleTensor& tensor, std::int64_t numel) {
  if (numel == 0) return true;
  std::int64_t expected = 1;
  for (std::size_t i = tensor.sizes.size(); i-- > 0;) {
    if (tensor.sizes[i] != 1 && tensor.strides[i] != expected) return false;
    expected *= tensor.sizes[i];
  }
  return true;
}

}  // namespace

TensorMaker::TensorMaker(std::string file, std::size_t file_bytes, FindStorage find_storage)
    : file_(std::move(file)),
      budget_bytes_(4 * file_bytes),
      find_storage_(std::move(find_storage)) {}

torch::Tensor TensorMaker::make(const PickleTensor& tensor, std::string_view name) {
  const auto bytes = storage_bytes(tensor.storage, name);
  const auto numel = checked_numel(tensor.sizes);
  // More elements than the storage has: a broadcast view, which could be of any size.
  if (!numel || *numel > tensor.storage.numel || !inside_storage(tensor, *numel)) {
    fail(name, fmt::format("sizes [{}], strides [{}] and offset {} do not fit its storage of {} "
                           "elements",
                           fmt::join(tensor.sizes, ", "), fmt::join(tensor.strides, ", "),
                           tensor.offset, tensor.storage.numel));
  }
  if (is_contiguous(tensor, *numel)) {
    const std::size_t itemsize = c10::elementSize(tensor.storage.dtype);
    const auto own =
        bytes.substr(unsigned_size(tensor.offset) * itemsize, unsigned_size(*numel) * itemsize);
    charge(own.size(), name);
    return tensor_from_bytes(own, tensor.sizes, tensor.storage.dtype);
  }
  charge(bytes.size(), name);
  return tensor_from_bytes(bytes, {tensor.storage.numel}, tensor.storage.dtype)
      .as_strided(tensor.sizes, tensor.strides, tensor.offset)
      .clone(torch::MemoryFormat::Contiguous);
}

std::string_view TensorMaker::storage_bytes(const PickleStorage& storage,
                                            std::string_view name) const {
  const auto bytes = find_storage_(storage);
  const auto numel = checked_numel({storage.numel});
  if (!numel || bytes.size() != unsigned_size(*numel) * c10::elementSize(storage.dtype)) {
    fail(name, fmt::format("its storage has {} bytes, expected {} elements of {}", bytes.size(),
                           storage.numel, c10::toString(storage.dtype)));
  }
  return bytes;
}

void TensorMaker::charge(std::size_t bytes, std::string_view name) {
  if (bytes > budget_bytes_) {
    fail(name, "the tensors together are more than four times as large as the file");
  }
  budget_bytes_ -= bytes;
}

void TensorMaker::fail(std::string_view name, std::string_view what) const {
  throw DataError(fmt::format("{}: tensor {}: {}", file_, json_excerpt(std::string(name)), what));
}

}  // namespace petseg
