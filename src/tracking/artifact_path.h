#pragma once

#include <string>

namespace petseg {

/// Throws ConfigError for a path that is not inside its root, or that a server could take for
/// another one: absolute, with an empty part, "." or "..", a backslash or a control character.
void check_artifact_path(const std::string& path);
/// The same, where "" is the root.
void check_artifact_folder(const std::string& folder);
/// Whether a store may say that a folder holds a file of this name.
bool is_artifact_name(const std::string& name);

/// Throws IoError for more pages of a list than any folder has: a store that never comes to an end
/// must not fill the memory.
void check_page_count(const std::string& store, int pages);

/// What a file is by its ending: "image/png".
std::string content_type(const std::string& path);

/// "a", "b" → "a/b"; without a slash where one of them is empty.
std::string joined_path(const std::string& folder, const std::string& name);

}  // namespace petseg
