#pragma once

#include <filesystem>
#include <string>

namespace petseg {

/// Whether a file's ending is that of a photo which can be decoded. Files that systems merely drag
/// along (`.DS_Store`, AppleDouble's `._*`) are none.
bool is_photo_file(const std::filesystem::path& path);

/// The ending in lower case, with its dot.
std::string lower_ending(const std::filesystem::path& path);

}  // namespace petseg
