#include "tracking/artifact_path.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "petseg/core/error.h"

#include "tracking/naming_rules.h"

namespace petseg {
namespace {

bool has_odd_character(const std::string& path) {
  return std::ranges::any_of(path, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f || c == '\\';
  });
}

}  // namespace

void check_artifact_path(const std::string& path) {
  if (is_normalised_path(path) && !has_odd_character(path)) return;
  throw ConfigError(fmt::format(
      "artifact path {:?}: expected names with \"/\" between them, without \"..\", as in a/b.png",
      path));
}

void check_artifact_folder(const std::string& folder) {
  if (!folder.empty()) check_artifact_path(folder);
}

bool is_artifact_name(const std::string& name) {
  return is_normalised_path(name) && !has_odd_character(name) && name.find('/') == name.npos;
}

void check_page_count(const std::string& store, int pages) {
  constexpr int kMaxPages = 1000;  // of a thousand files each
  if (pages < kMaxPages) return;
  throw IoError(fmt::format("{}: the list has more than {} pages", store, kMaxPages));
}

std::string content_type(const std::string& path) {
  static constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
      {".html", "text/html"}, {".json", "application/json"}, {".md", "text/markdown"},
      {".png", "image/png"},  {".txt", "text/plain"},        {".xml", "application/xml"}};
  for (const auto& [ending, type] : kTypes) {
    if (path.ends_with(ending)) return std::string(type);
  }
  return "application/octet-stream";
}

std::string joined_path(const std::string& folder, const std::string& name) {
  return folder.empty() || name.empty() ? folder + name : folder + "/" + name;
}

}  // namespace petseg
