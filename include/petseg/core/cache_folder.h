#pragma once

#include <filesystem>

namespace petseg {

/// `$PETSEG_CACHE`, else `$XDG_CACHE_HOME/petseg`, else `~/.cache/petseg` (XDG Base Directory
/// Specification). The folder need not exist.
std::filesystem::path cache_folder();

}  // namespace petseg
