#include "petseg/core/python_packages.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace petseg {
namespace {

/// The folders that may hold lib/python3.*/site-packages.
std::vector<fs::path> prefixes() {
  std::vector<fs::path> found;
  if (const char* active = std::getenv("VIRTUAL_ENV")) found.emplace_back(active);
  found.emplace_back(".venv");
  if (const char* home = std::getenv("HOME")) found.push_back(fs::path(home) / ".local");
  found.insert(found.end(), {"/usr/local", "/usr"});
  return found;
}

/// The newest Python first, as far as names tell.
std::vector<fs::path> python_folders(const fs::path& prefix) {
  std::vector<fs::path> found;
  std::error_code unreadable;
  for (const auto& entry : fs::directory_iterator(prefix / "lib", unreadable)) {
    if (entry.path().filename().string().starts_with("python3")) found.push_back(entry.path());
  }
  std::ranges::sort(found, std::greater{});
  return found;
}

}  // namespace

std::optional<fs::path> find_in_python_packages(const fs::path& file) {
  for (const fs::path& prefix : prefixes()) {
    for (const fs::path& python : python_folders(prefix)) {
      for (const char* packages : {"site-packages", "dist-packages"}) {
        const fs::path path = python / packages / file;
        std::error_code unreadable;
        if (fs::exists(path, unreadable)) return path;
      }
    }
  }
  return {};
}

}  // namespace petseg
