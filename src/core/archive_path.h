#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace petseg {

/// The path of an archive's entry without its `.` and empty parts. Nothing when it is absolute, has
/// a part `..`, or is longer than any path of the system (PATH_MAX).
std::optional<std::filesystem::path> safe_archive_path(std::string_view name);

/// "images/a.jpg" below "images" → "a.jpg"; nothing when it does not lie below.
std::optional<std::filesystem::path> path_below(const std::filesystem::path& path,
                                                std::string_view root);

/// The name in quotation marks, cut to what a message can hold, without control characters.
std::string shown_name(std::string_view name);

}  // namespace petseg
