#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace petseg {

/// "file:///home/me/my%20runs": the absolute path as MLflow writes it (RFC 8089).
std::string file_uri(const std::filesystem::path& path);

/// The path that a `file:` URI or a plain path names; nothing for an address with another scheme.
/// Throws ConfigError for a URI of another host.
std::optional<std::filesystem::path> path_of_uri(const std::string& uri);

}  // namespace petseg
