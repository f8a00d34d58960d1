#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace petseg {

/// The commit that is checked out in the Git repository around `folder`, 40 hex digits or 64;
/// nothing where there is no repository, or no commit in it.
std::optional<std::string> git_commit(const std::filesystem::path& folder);

}  // namespace petseg
