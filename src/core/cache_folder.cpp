#include "petseg/core/cache_folder.h"

#include <cstdlib>

namespace petseg {

std::filesystem::path cache_folder() {
  const auto variable = [](const char* name) -> std::filesystem::path {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
  };
  if (const auto own = variable("PETSEG_CACHE"); !own.empty()) return own;
  // The specification tells programs to ignore relative paths here.
  if (const auto xdg = variable("XDG_CACHE_HOME"); xdg.is_absolute()) return xdg / "petseg";
  return variable("HOME") / ".cache" / "petseg";
}

}  // namespace petseg
