#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "petseg/tracking/tracked_run.h"

namespace petseg {

/// What a meta.yaml of MLflow's file layout holds: strings, whole numbers and nothing by their
/// keys, and once a mapping of strings (the tags of an input).
class MetaYaml {
 public:
  /// Throws IoError, also where the file is longer than `max_bytes`, and DataError where it is no
  /// such YAML.
  static MetaYaml read(const std::filesystem::path& path, std::size_t max_bytes = 1 << 20);
  /// `path` is for messages.
  static MetaYaml parse(const std::string& bytes, const std::filesystem::path& path);

  void set(const std::string& key, const std::string& value) { values_[key] = value; }
  void set(const std::string& key, std::optional<std::int64_t> value);
  void set_empty_list(const std::string& key) { values_[key] = EmptyList(); }
  void set_mapping(const std::string& key, std::vector<KeyValue> mapping);
  /// Keys in alphabetical order, strings in double quotes, ASCII alone: every YAML reader takes the
  /// value for the same.
  std::string text() const;

  /// Nothing where the key is missing or null. They throw DataError for a value of another kind.
  std::optional<std::string> find_text(const std::string& key) const;
  std::optional<std::int64_t> find_number(const std::string& key) const;
  std::vector<KeyValue> mapping(const std::string& key) const;
  /// As above, where the key must be there.
  std::string text_of(const std::string& key) const;
  std::int64_t number_of(const std::string& key) const;

 private:
  struct EmptyList {};
  struct Null {};
  using Value = std::variant<Null, EmptyList, std::string, std::int64_t, std::vector<KeyValue>>;

  [[noreturn]] void fail(const std::string& key, const char* expected) const;

  std::filesystem::path path_;  // for messages
  std::map<std::string, Value> values_;
};

}  // namespace petseg
