#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace petseg {

/// A settings file by its path, or by its name in `config/`. Throws IoError that begins with the
/// flag.
std::filesystem::path find_config_file(const std::string& name, std::string_view flag);

}  // namespace petseg
