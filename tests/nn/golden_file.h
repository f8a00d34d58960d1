#pragma once

#include <filesystem>
#include <string>

namespace petseg {

/// A file of tests/nn/golden, which scripts write and the repository keeps.
inline std::filesystem::path golden_file(const std::string& name) {
  return std::filesystem::path(__FILE__).parent_path() / "golden" / name;
}

}  // namespace petseg
