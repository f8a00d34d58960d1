#pragma once

#include <filesystem>
#include <string>

namespace petseg {

/// Tells a file that was changed from the one before: its size and when it was written. Throws
/// IoError where there is none.
std::string file_stamp(const std::filesystem::path& file);

}  // namespace petseg
