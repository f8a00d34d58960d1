#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace petseg {

/// Nothing where the environment variable is unset or empty.
std::optional<std::string> variable(const char* name);
/// Throws ConfigError for a value that is no such number.
std::optional<std::uint64_t> number_variable(const char* name);
bool switch_variable(const char* name, bool otherwise);

}  // namespace petseg
