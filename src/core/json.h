#pragma once

// JSON stays out of public headers: this one is for the library's own .cpp files.

#include <filesystem>
#include <string>
#include <string_view>
#include <type_traits>

#include <nlohmann/json.hpp>

namespace petseg {

/// Ordered, so that files are written in the order in which a person wants to read them.
using Json = nlohmann::ordered_json;

/// Parses a file. `// comments` are allowed, a key that stands twice is not. Throws IoError when it
/// cannot be read, ConfigError with line and column when it is not JSON.
Json read_json(const std::filesystem::path& path);
Json parse_json(std::string_view text, const std::string& name);

/// Parses JSON that petseg itself wrote: what is malformed there is damaged data and no wrong
/// setting. Throws DataError that ends with `remedy`.
Json parse_own_json(std::string_view text, const std::string& name, std::string_view remedy);

/// The value of one key of an object that petseg itself wrote (a manifest, a saved model). Throws
/// DataError that names the file, the key and what was found, when it is missing or of another
/// type.
template <class T>
T json_value(const Json& object, const char* key, const std::string& file);

/// Whether JSON can hold the text as it is.
bool is_utf8(std::string_view text);

/// "a number", "a string", … for messages.
std::string json_kind(const Json& value);

/// The value as it stands in the file, cut to a length that a message can hold.
std::string json_excerpt(const Json& value);

[[noreturn]] void fail_json_value(const Json& object, const char* key, const std::string& file);

template <class T>
T json_value(const Json& object, const char* key, const std::string& file) {
  try {
    // nlohmann would round 224.7 to an int.
    if (std::is_integral_v<T> && object.at(key).is_number_float()) {
      fail_json_value(object, key, file);
    }
    return object.at(key).template get<T>();
  } catch (const nlohmann::json::exception&) {
    fail_json_value(object, key, file);
  }
}

}  // namespace petseg
