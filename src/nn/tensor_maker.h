#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <torch/types.h>

#include "nn/pickle.h"

namespace petseg {

/// The bytes of a storage; throws DataError for a key that the file does not have.
using FindStorage = std::function<std::string_view(const PickleStorage&)>;

/// Makes tensors out of what an untrusted pickle claims about them. Throws DataError with the
/// tensor's name when a claim does not fit the bytes, or when the tensors together take more than
/// four times the file's size: tied weights may take their bytes twice, but a small file of many
/// views of one storage must not fill the memory.
class TensorMaker {
 public:
  TensorMaker(std::string file, std::size_t file_bytes, FindStorage find_storage);

  /// A contiguous copy.
  torch::Tensor make(const PickleTensor& tensor, std::string_view name);

 private:
  std::string_view storage_bytes(const PickleStorage& storage, std::string_view name) const;
  void charge(std::size_t bytes, std::string_view name);
  [[noreturn]] void fail(std::string_view name, std::string_view what) const;

  std::string file_;
  std::size_t budget_bytes_;
  FindStorage find_storage_;
};

}  // namespace petseg
