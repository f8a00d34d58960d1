#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <torch/types.h>

namespace petseg {

constexpr const char* kSafetensorsMetadata = "__metadata__";

/// What the header of a safetensors file says about one tensor.
struct SafetensorsEntry {
  std::string name;
  torch::Dtype dtype;
  std::vector<std::int64_t> shape;
  std::size_t begin, end;  ///< bytes after the header
};

struct SafetensorsHeader {
  std::vector<SafetensorsEntry> entries;  ///< in the order of their data
  std::map<std::string, std::string> metadata;
};

/// The format's name of a type, "F32"; empty for a type that it does not have.
std::string_view safetensors_dtype(torch::Dtype dtype);

/// Reads the JSON of an untrusted header and checks it: no key twice, sizes and types that are
/// possible, and tensors that fill the `data_bytes` after it without gap and overlap. Throws
/// DataError that begins with `file`.
SafetensorsHeader read_safetensors_header(std::string_view text, std::size_t data_bytes,
                                          const std::string& file);

}  // namespace petseg
