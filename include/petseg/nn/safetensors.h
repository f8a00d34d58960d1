#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "petseg/nn/state_dict.h"

namespace petseg {

// The safetensors format (huggingface/safetensors): the length of the header as 8 little-endian
// bytes; the header, a JSON object of at most 100 MB, name → {"dtype", "shape", "data_offsets"};
// the raw little-endian numbers, row by row. Types: F64 F32 F16 BF16 I64 I32 I16 I8 U8 BOOL.

/// The bytes of such a file. `metadata` becomes its "__metadata__". The widest types come first, so
/// that each tensor is aligned for readers that map the file. Throws DataError for a tensor of
/// another type.
std::string write_safetensors(const StateDict& state,
                              const std::map<std::string, std::string>& metadata = {});

/// The same into a file, which appears whole or not at all. Throws IoError too.
void save_safetensors(const std::filesystem::path& path, const StateDict& state,
                      const std::map<std::string, std::string>& metadata = {});

struct SafetensorsFile {
  StateDict tensors;
  std::map<std::string, std::string> metadata;
};

/// What is in a file: its metadata, and its tensors, copied out: contiguous, on the CPU. The file
/// is not trusted: throws DataError that names the file and the tensor when the header is no such
/// JSON, a name stands twice, or the data do not fill the file without gap and overlap; IoError
/// when it cannot be read.
SafetensorsFile read_safetensors_file(const std::filesystem::path& path);

/// Its tensors alone.
StateDict read_safetensors(const std::filesystem::path& path);

/// The same from bytes; `file` begins the messages.
StateDict parse_safetensors(std::string_view bytes, const std::string& file);

}  // namespace petseg
