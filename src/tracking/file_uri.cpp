#include "tracking/file_uri.h"

#include <charconv>

#include <fmt/format.h>

#include "petseg/core/error.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

constexpr std::string_view kScheme = "file:";

bool stands_for_itself(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("/_.-~").find(c) != std::string_view::npos;
}

/// "%20" → " "; what is no such escape stays.
std::string unescaped(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    const char* const digits = text.data() + i + 1;
    const bool is_escape = text[i] == '%' && i + 2 < text.size() &&
                           std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2;
    result += is_escape ? static_cast<char>(byte) : text[i];
    if (is_escape) i += 2;
  }
  return result;
}

/// "s3" of "s3://…": letters, digits and "+-." before "://" or ":/", and not a drive's letter.
bool has_scheme(std::string_view uri) {
  const std::size_t colon = uri.find(":/");
  return colon != uri.npos && colon > 1 && uri.find('/') > colon;
}

}  // namespace

std::string file_uri(const fs::path& path) {
  std::string uri = "file://";
  for (const char c : fs::absolute(path).lexically_normal().string()) {
    uri += stands_for_itself(c) ? std::string(1, c)
                                : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return uri;
}

std::optional<fs::path> path_of_uri(const std::string& uri) {
  if (!uri.starts_with(kScheme)) {
    if (has_scheme(uri)) return std::nullopt;
    return uri;
  }
  std::string_view rest = std::string_view(uri).substr(kScheme.size());
  if (rest.starts_with("//")) {
    rest.remove_prefix(2);
    const std::string_view host = rest.substr(0, rest.find('/'));
    if (host == "localhost") rest.remove_prefix(host.size());
    if (!rest.starts_with('/')) {
      throw ConfigError(fmt::format(
          "{}: names the host \"{}\"; expected file:///path of this computer", uri, host));
    }
  }
  return unescaped(rest);
}

}  // namespace petseg
