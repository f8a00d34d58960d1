#include "core/archive_path.h"

#include <algorithm>
#include <climits>
#include <iterator>

namespace fs = std::filesystem;

namespace petseg {

std::optional<fs::path> safe_archive_path(std::string_view name) {
  if (name.starts_with('/') || name.size() >= PATH_MAX) return {};
  fs::path path;
  while (!name.empty()) {
    const std::size_t end = std::min(name.find('/'), name.size());
    const std::string_view part = name.substr(0, end);
    name.remove_prefix(std::min(end + 1, name.size()));
    if (part == "..") return {};
    if (!part.empty() && part != ".") path /= part;
  }
  return path;
}

std::optional<fs::path> path_below(const fs::path& path, std::string_view root) {
  if (root.empty()) return path;
  if (path.empty() || *path.begin() != root) return {};
  fs::path below;
  for (auto part = std::next(path.begin()); part != path.end(); ++part) below /= *part;
  return below;
}

std::string shown_name(std::string_view name) {
  constexpr std::size_t kMaxLength = 100;
  std::string text = "\"";
  for (const char c : name.substr(0, kMaxLength)) {
    const auto byte = static_cast<unsigned char>(c);
    text += byte < 0x20 || byte == 0x7f ? '?' : c;
  }
  return text + (name.size() > kMaxLength ? "…\"" : "\"");
}

}  // namespace petseg
