#pragma once

#include <string>
#include <string_view>

namespace petseg {

// What MLflow takes for a name (mlflow/utils/validation.py). All of them throw ConfigError.

inline constexpr std::size_t kMaxParamValue = 6000;
inline constexpr std::size_t kMaxTagValue = 8000;

/// Letters, digits, "_" and "-", a letter or digit first: nothing that leads out of a folder.
bool is_run_id(std::string_view id);
void check_run_id(const std::string& id);
void check_experiment_id(const std::string& id);
void check_experiment_name(const std::string& name);

/// As posixpath.normpath() has it, and inside a folder: "/a", "a//b", "a/", "./a" and "a/../b" are
/// not.
bool is_normalised_path(const std::string& key);

/// The key of a metric, a param or a tag (`kind`, for messages): at most 250 of A-Z a-z 0-9 _ - . :
/// / and spaces, and its own normalised path. MLflow takes letters beyond ASCII as well, but not
/// every client and file system does.
void check_key(std::string_view kind, const std::string& key);

/// The value cut to `max_length` characters, as MLflow does it, with a warning. Throws for one that
/// is not UTF-8, which MLflow could not read back.
std::string fitting_value(std::string_view kind, const std::string& key, const std::string& value,
                          std::size_t max_length);

}  // namespace petseg
