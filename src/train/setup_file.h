#pragma once

#include <filesystem>

#include "core/json.h"

namespace petseg {

/// Reads a setup.json, without the "$schema" by which editors know its keys. Throws as read_json()
/// does, and ConfigError where "$schema" is no string.
Json read_setup_file(const std::filesystem::path& path);

}  // namespace petseg
