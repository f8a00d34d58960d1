#pragma once

#include <filesystem>
#include <optional>

namespace petseg {

/// A file that an installed Python package brought, by its path below site-packages:
/// "package/data/file". Looked for in the active virtual environment ($VIRTUAL_ENV), in .venv of
/// the working directory, in the user's packages and in those of the system. Python is not started.
std::optional<std::filesystem::path> find_in_python_packages(const std::filesystem::path& file);

}  // namespace petseg
