#include "tracking/naming_rules.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/core/log.h"

#include "core/json.h"

namespace petseg {
namespace {

constexpr std::size_t kMaxKey = 250;
constexpr std::size_t kMaxExperimentName = 500;

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_id(std::string_view id, std::size_t max_length) {
  return !id.empty() && id.size() <= max_length && is_alphanumeric(id.front()) &&
         std::ranges::all_of(id, [](char c) { return is_alphanumeric(c) || c == '_' || c == '-'; });
}

bool is_key_character(char c) {
  return is_alphanumeric(c) || std::string_view("_-. :/").find(c) != std::string_view::npos;
}

/// Where the first `characters` characters of a UTF-8 text end.
std::size_t end_of(std::string_view text, std::size_t characters) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins_one = (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
    if (begins_one && characters-- == 0) return i;
  }
  return text.size();
}

}  // namespace

bool is_run_id(std::string_view id) { return is_id(id, 256); }

void check_run_id(const std::string& id) {
  if (is_run_id(id)) return;
  throw ConfigError(
      fmt::format("run {:?}: is no run id; expected letters, digits, \"_\" and \"-\"", id));
}

void check_experiment_id(const std::string& id) {
  if (is_id(id, 64)) return;
  throw ConfigError(fmt::format(
      "experiment {:?}: is no experiment id; expected letters, digits, \"_\" and \"-\"", id));
}

void check_experiment_name(const std::string& name) {
  if (!name.empty() && is_utf8(name) && end_of(name, kMaxExperimentName) == name.size()) return;
  throw ConfigError(fmt::format("experiment {:?}: expected a name of 1 to {} characters", name,
                                kMaxExperimentName));
}

bool is_normalised_path(const std::string& key) {
  return !key.empty() && !key.starts_with('/') && !key.starts_with("..") && key != "." &&
         !key.ends_with('/') && std::filesystem::path(key).lexically_normal().string() == key;
}

void check_key(std::string_view kind, const std::string& key) {
  const auto fail = [&](std::string_view reason) {
    throw ConfigError(fmt::format("{} {:?}: {}", kind, key, reason));
  };
  if (key.empty() || key.size() > kMaxKey) fail("expected a name of 1 to 250 characters");
  if (!std::ranges::all_of(key, is_key_character)) {
    fail("expected letters of ASCII, digits, spaces, and _ - . : / alone");
  }
  if (!is_normalised_path(key)) {
    fail("expected a name without an empty part, \".\" or \"..\" between its slashes");
  }
}

std::string fitting_value(std::string_view kind, const std::string& key, const std::string& value,
                          std::size_t max_length) {
  if (!is_utf8(value)) throw ConfigError(fmt::format("{} {:?}: its value is not UTF-8", kind, key));
  const std::size_t end = end_of(value, max_length);
  if (end == value.size()) return value;
  log().warn("[tracking] {} {:?}: its value is cut to the {} characters that MLflow takes", kind,
             key, max_length);
  return value.substr(0, end);
}

}  // namespace petseg
