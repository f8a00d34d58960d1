#include <cmath>

#include <fmt/format.h>

#include "petseg/train/setup_help.h"

#include "core/option_json.h"
#include "train/setup_sections.h"

namespace petseg {
namespace {

/// What a number, a word, or each item of a list may be.
struct AddAllowed {
  Json& schema;

  void operator()(std::monostate) const {}
  void operator()(const Range& range) const {
    if (!std::isinf(range.low)) {
      schema[range.above_low ? "exclusiveMinimum" : "minimum"] = plain_number(range.low);
    }
    if (!std::isinf(range.high)) schema["maximum"] = plain_number(range.high);
  }
  void operator()(const Choices& choices) const { schema["enum"] = choices; }
};

template <class T>
Json item_schema(const char* type, const T& allowed) {
  Json schema = {{"type", type}};
  std::visit(AddAllowed{schema}, allowed);
  return schema;
}

/// The type of a field of a setup, and what is allowed of it.
struct FieldSchema {
  const Option<Setup>& option;

  Json of(const char* type) const { return item_schema(type, option.allowed); }
  Json list_of(const char* type) const { return {{"type", "array"}, {"items", of(type)}}; }

  Json operator()(const Option<Setup>::Of<bool>&) const { return of("boolean"); }
  Json operator()(const Option<Setup>::Of<int>&) const { return of("integer"); }
  Json operator()(const Option<Setup>::Of<double>&) const { return of("number"); }
  Json operator()(const Option<Setup>::Of<std::string>&) const { return of("string"); }
  Json operator()(const Option<Setup>::Of<std::vector<int>>&) const { return list_of("integer"); }
  Json operator()(const Option<Setup>::Of<std::vector<std::string>>&) const {
    return list_of("string");
  }
  Json operator()(const Option<Setup>::Of<NumbersOrAuto>&) const {
    return {{"anyOf", Json::array({Json{{"const", "auto"}}, list_of("number")})}};
  }
  Json operator()(const Option<Setup>::Of<std::map<std::string, std::string>>&) const {
    return {{"type", "object"}, {"additionalProperties", of("string")}};
  }
};

Json key_schema(const Option<Setup>& option) {
  const std::string others = other_defaults_of(option);
  Json schema = std::visit(FieldSchema{option}, option.field);
  schema["default"] = default_of(option);
  schema["description"] = others.empty()
                              ? std::string(option.meaning)
                              : fmt::format("{} (default of {})", option.meaning, others);
  return schema;
}

Json object_schema(std::string_view description) {
  return {{"type", "object"},
          {"description", description},
          {"additionalProperties", false},
          {"properties", Json::object()}};
}

Json section_schema(const SetupSection& section) {
  const auto options = options_of(section);
  if (options.front().pointer.substr(1) == section.name) return key_schema(options.front());
  Json schema = object_schema(section.holds);
  for (const Option<Setup>& option : options) {
    schema["properties"][std::string(key_of(option))] = key_schema(option);
  }
  return schema;
}

}  // namespace

std::string setup_schema() {
  Json schema = {{"$schema", "http://json-schema.org/draft-07/schema#"},
                 {"title", "setup.json of petseg train"}};
  schema.update(object_schema("what petseg train does; every key may be left out"));
  Json& sections = schema["properties"];
  sections["$schema"] = {{"type", "string"},
                         {"description", "where this schema is; petseg does not look at it"}};
  for (const SetupSection& section : kSetupSections) {
    sections[std::string(section.name)] = section_schema(section);
  }
  return schema.dump(2) + "\n";
}

}  // namespace petseg
