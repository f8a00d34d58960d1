#include "tracking/meta_yaml.h"

#include <charconv>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

[[noreturn]] void fail_damaged(const fs::path& path, std::string_view reason) {
  throw DataError(fmt::format("{}: {}; this is not what MLflow writes, remove or mend the file",
                              path.string(), reason));
}

std::vector<KeyValue> strings_of(const YAML::Node& mapping) {
  std::vector<KeyValue> strings;
  for (const auto& entry : mapping) {
    if (!entry.second.IsScalar()) continue;
    strings.push_back({entry.first.Scalar(), entry.second.Scalar()});
  }
  return strings;
}

}  // namespace

MetaYaml MetaYaml::read(const fs::path& path, std::size_t max_bytes) {
  return parse(read_file(path, max_bytes), path);
}

MetaYaml MetaYaml::parse(const std::string& bytes, const fs::path& path) {
  MetaYaml meta;
  meta.path_ = path;
  try {
    const YAML::Node root = YAML::Load(bytes);
    if (!root.IsMap()) fail_damaged(path, bytes.empty() ? "is empty" : "holds no keys");
    for (const auto& entry : root) {
      const YAML::Node& value = entry.second;
      if (!entry.first.IsScalar()) fail_damaged(path, "holds a key that is no text");
      Value& place = meta.values_[entry.first.Scalar()];
      if (value.IsScalar()) place = value.Scalar();
      if (value.IsSequence()) place = EmptyList();
      if (value.IsMap()) place = strings_of(value);
    }
  } catch (const YAML::Exception& error) {
    fail_damaged(path, fmt::format("line {}: {}", error.mark.line + 1, error.msg));
  }
  return meta;
}

void MetaYaml::set(const std::string& key, std::optional<std::int64_t> value) {
  values_[key] = value ? Value(*value) : Value(Null());
}

void MetaYaml::set_mapping(const std::string& key, std::vector<KeyValue> mapping) {
  values_[key] = std::move(mapping);
}

std::string MetaYaml::text() const {
  YAML::Emitter yaml;
  yaml.SetNullFormat(YAML::LowerNull);
  yaml.SetOutputCharset(YAML::EscapeNonAscii);
  yaml << YAML::BeginMap;
  for (const auto& [key, value] : values_) {
    yaml << YAML::Key << key << YAML::Value;
    if (const auto* text = std::get_if<std::string>(&value)) {
      yaml << YAML::DoubleQuoted << *text;
    } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
      yaml << *number;
    } else if (const auto* mapping = std::get_if<std::vector<KeyValue>>(&value)) {
      if (mapping->empty()) yaml << YAML::Flow;
      yaml << YAML::BeginMap;
      for (const auto& [name, entry] : *mapping) {
        yaml << YAML::Key << YAML::DoubleQuoted << name;
        yaml << YAML::Value << YAML::DoubleQuoted << entry;
      }
      yaml << YAML::EndMap;
    } else if (std::holds_alternative<EmptyList>(value)) {
      yaml << YAML::Flow << YAML::BeginSeq << YAML::EndSeq;
    } else {
      yaml << YAML::Null;
    }
  }
  yaml << YAML::EndMap;
  return std::string(yaml.c_str()) + '\n';
}

std::optional<std::string> MetaYaml::find_text(const std::string& key) const {
  const auto found = values_.find(key);
  if (found == values_.end() || std::holds_alternative<Null>(found->second)) return std::nullopt;
  if (const auto* text = std::get_if<std::string>(&found->second)) return *text;
  fail(key, "a text");
}

std::optional<std::int64_t> MetaYaml::find_number(const std::string& key) const {
  const std::optional<std::string> text = find_text(key);
  if (!text) return std::nullopt;
  std::int64_t number = 0;
  const char* const end = text->data() + text->size();
  const auto [stop, failure] = std::from_chars(text->data(), end, number);
  if (failure != std::errc() || stop != end) fail(key, "a whole number");
  return number;
}

std::vector<KeyValue> MetaYaml::mapping(const std::string& key) const {
  const auto found = values_.find(key);
  if (found == values_.end()) return {};
  if (const auto* mapping = std::get_if<std::vector<KeyValue>>(&found->second)) return *mapping;
  fail(key, "a mapping");
}

std::string MetaYaml::text_of(const std::string& key) const {
  if (const auto text = find_text(key)) return *text;
  fail(key, "a text");
}

std::int64_t MetaYaml::number_of(const std::string& key) const {
  if (const auto number = find_number(key)) return *number;
  fail(key, "a whole number");
}

void MetaYaml::fail(const std::string& key, const char* expected) const {
  fail_damaged(path_, fmt::format("expected {} at \"{}\"", expected, key));
}

}  // namespace petseg
