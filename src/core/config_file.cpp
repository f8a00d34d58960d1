#include "petseg/core/config_file.h"

#include <fmt/format.h>

#include "petseg/core/error.h"

namespace fs = std::filesystem;

namespace petseg {

fs::path find_config_file(const std::string& name, std::string_view flag) {
  for (const fs::path& candidate : {fs::path(name), fs::path("config") / name}) {
    if (fs::is_regular_file(candidate)) return candidate;
  }
  throw IoError(fmt::format(
      "{} {}: no such file, neither here nor in config/; give a path or the name of a file in "
      "config/",
      flag, name));
}

}  // namespace petseg
