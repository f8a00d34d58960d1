#include "train/setup_file.h"

#include "core/option_json.h"

namespace petseg {

Json read_setup_file(const std::filesystem::path& path) {
  Json json = read_json(path);
  constexpr const char* kSchemaKey = "$schema";
  if (!json.is_object() || !json.contains(kSchemaKey)) return json;
  const Json& schema = json[kSchemaKey];
  if (!schema.is_string()) fail_option(path.string(), "/$schema", schema, "a string");
  json.erase(kSchemaKey);
  return json;
}

}  // namespace petseg
