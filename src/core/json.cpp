#include "core/json.h"

#include <algorithm>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"

namespace petseg {
namespace {

constexpr std::size_t kMaxJsonBytes = std::size_t{256} << 20;

std::string line_and_column(std::string_view text, std::size_t byte) {
  const auto before = text.substr(0, byte == 0 ? 0 : std::min(byte - 1, text.size()));
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const auto start = before.rfind('\n');
  return fmt::format("line {}, column {}", line,
                     start == std::string_view::npos ? before.size() + 1 : before.size() - start);
}

}  // namespace

Json parse_json(std::string_view text, const std::string& name) {
  // nlohmann keeps the last of two equal keys; a setup that says two things is an error here.
  std::vector<std::set<std::string>> open;
  std::string twice;
  const auto notice_keys = [&](int, Json::parse_event_t event, Json& value) {
    if (event == Json::parse_event_t::object_start) open.emplace_back();
    if (event == Json::parse_event_t::object_end) open.pop_back();
    if (event == Json::parse_event_t::key && !open.back().insert(value.get<std::string>()).second) {
      twice = value.get<std::string>();
    }
    return true;
  };
  try {
    Json parsed =
        Json::parse(text, notice_keys, /*allow_exceptions=*/true, /*ignore_comments=*/true);
    if (!twice.empty()) {
      throw ConfigError(fmt::format("{}: the key \"{}\" stands twice; keep one", name, twice));
    }
    return parsed;
  } catch (const Json::parse_error& error) {
    const std::string what = error.what();
    const auto reason = what.rfind(": ");
    throw ConfigError(fmt::format("{}: {}: not JSON: {}", name, line_and_column(text, error.byte),
                                  reason == std::string::npos ? what : what.substr(reason + 2)));
  }
}

Json read_json(const std::filesystem::path& path) {
  return parse_json(read_file(path, kMaxJsonBytes), path.string());
}

Json parse_own_json(std::string_view text, const std::string& name, std::string_view remedy) {
  try {
    return parse_json(text, name);
  } catch (const ConfigError& error) {
    throw DataError(fmt::format("{}; {}", error.what(), remedy));
  }
}

bool is_utf8(std::string_view text) {
  try {
    return !Json(text).dump().empty();
  } catch (const Json::type_error&) {
    return false;
  }
}

std::string json_kind(const Json& value) {
  switch (value.type()) {
    case Json::value_t::null: return "null";
    case Json::value_t::boolean: return "a boolean";
    case Json::value_t::string: return "a string";
    case Json::value_t::array: return "a list";
    case Json::value_t::object: return "an object";
    default: return "a number";
  }
}

std::string json_excerpt(const Json& value) {
  const std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  return text.size() <= 60 ? text : text.substr(0, 57) + "...";
}

void fail_json_value(const Json& object, const char* key, const std::string& file) {
  if (!object.is_object() || !object.contains(key)) {
    throw DataError(fmt::format("{}: the key \"{}\" is missing", file, key));
  }
  throw DataError(fmt::format("{}: the key \"{}\" holds {}, which is not what petseg writes there",
                              file, key, json_excerpt(object.at(key))));
}

}  // namespace petseg
