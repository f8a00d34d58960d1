#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "petseg/nn/state_dict.h"

namespace petseg {

using Shape = std::vector<std::int64_t>;
/// The shape that a dataset must have to be read; nothing where it is left out.
using WantedShape = std::function<std::optional<Shape>(const std::string& path)>;

/// The wanted datasets of an HDF5 file as float32 tensors by their paths, "block1_conv1/kernel:0".
/// The file is not trusted: it is read without following links to other files, loading plug-ins or
/// expanding compressed data, and what is read is as large as what was wanted. Throws IoError when
/// there is no such file; DataError when it is no HDF5 file or damaged, or when a wanted dataset is
/// of another shape or not of floating point numbers as they are.
StateDict read_hdf5(const std::filesystem::path& path, const WantedShape& wanted);

/// By the first bytes or the ending of its name.
bool is_hdf5(const std::filesystem::path& path);

}  // namespace petseg
