#include "petseg/data/dataset_config.h"

#include <filesystem>
#include <set>

#include "petseg/core/config_file.h"

#include "core/option_json.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

const Range kShare{.low = 0, .high = 1};
constexpr const char* kSources = "/sources";
constexpr const char* kCategories = "/debugging_set/categories";

/// The table knows nothing of the lists, which are read by tables of their own.
void check_keys(const Json& json, const std::string& file) {
  std::vector<std::string_view> pointers{kSources, kCategories};
  for (const auto& option : dataset_options()) pointers.push_back(option.pointer);
  reject_unknown_keys(file, json, pointers);
}

/// Takes a list of objects out of the file: each is read by a table of its own.
std::vector<Json> take_list(Json& json, const Json::json_pointer& pointer,
                            const std::string& file) {
  if (!json.contains(pointer)) return {};
  const Json list = json.at(pointer);
  if (!list.is_array() || list.empty()) {
    fail_option(file, pointer.to_string(), list, "a list of objects that is not empty");
  }
  json.at(pointer.parent_pointer()).erase(pointer.back());
  std::vector<Json> items(list.begin(), list.end());
  for (const Json& item : items) {
    if (!item.is_object()) fail_option(file, pointer.to_string(), item, "a list of objects");
  }
  return items;
}

SourceConfig read_source_config(const Json& json, const std::string& where) {
  const auto source = options_from_json(source_options(), json, where);
  for (const char* key : {"type", "path"}) {
    if (!json.contains(key))
      throw ConfigError(fmt::format("{}: no \"{}\"; a source has one", where, key));
  }
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.items()) keys.push_back(key);
  check_source(source, keys, where);
  return source;
}

CategoryRule read_category(const Json& json, const std::string& where) {
  auto rule = options_from_json(category_options(), json, where);
  check_category(rule, where);
  if (json.contains("severity") && !is_filled_by_corruption(rule)) {
    throw ConfigError(fmt::format(
        "{}/severity: says nothing where \"fill\" is \"{}\", which is no corruption; leave it out",
        where, rule.fill));
  }
  return rule;
}

template <class Item>
void check_names(const std::vector<Item>& items, const std::string& where) {
  std::set<std::string> names;
  for (const Item& item : items) {
    if (names.insert(item.name).second) continue;
    throw ConfigError(
        fmt::format("{}: the name \"{}\" stands twice; give each its own", where, item.name));
  }
}

}  // namespace

const OptionTable<DatasetConfig>& dataset_options() {
  static const OptionTable<DatasetConfig> table{
      {"/split/train", &DatasetConfig::train, kShare, "share of photos to train on"},
      {"/split/valid", &DatasetConfig::valid, kShare, "share that chooses the checkpoint"},
      {"/split/test", &DatasetConfig::test, kShare, "share that is scored once, at the end"},
      {"/split/debugging", &DatasetConfig::debugging, kShare,
       "share from which the debugging set takes its real photos"},
      {"/split/seed", &DatasetConfig::seed, Range{.low = 0},
       "of the split and of all that is made"},
      {"/split/holdout_breeds",
       &DatasetConfig::holdout_breeds,
       {},
       "breeds that go to the test set as a whole"},
      {"/split/file", &DatasetConfig::split_file, {}, "JSON that pins each photo's split by name"},
      {"/split/official",
       &DatasetConfig::official,
       {},
       "the test set is the source's own (Oxford's test.txt)"},
      {"/photos/border", &DatasetConfig::border, Choices{"pet", "ignore", "background"},
       "what becomes of the border that Oxford's trimaps mark around pets"},
      {"/photos/size", &DatasetConfig::size, Range{.low = 0, .high = 16384},
       "pixels of the longer side of larger photos; 0 keeps each photo's size"},
      {"/photos/max_megapixels", &DatasetConfig::max_megapixels,
       Range{.low = 0, .high = 10000, .above_low = true},
       "larger photos are rejected before they are decoded"},
      {"/photos/max_rejected", &DatasetConfig::max_rejected, kShare,
       "share of a source's photos that may be rejected"},
  };
  return table;
}

DatasetConfig read_dataset_config(const std::string& name) {
  const fs::path path = find_config_file(name, "--config");
  const std::string file = path.string();
  Json json = read_json(path);
  check_keys(json, file);
  const auto sources = take_list(json, Json::json_pointer(kSources), file);
  const auto categories = take_list(json, Json::json_pointer(kCategories), file);
  if (json.contains("debugging_set") && json["debugging_set"].empty()) json.erase("debugging_set");

  auto config = options_from_json(dataset_options(), json, file);
  config.file = file;
  if (!sources.empty()) config.sources.clear();
  for (const Json& source : sources) {
    const std::string where = fmt::format("{}: {}/{}", file, kSources, config.sources.size());
    config.sources.push_back(read_source_config(source, where));
  }
  if (!categories.empty()) config.categories.clear();
  for (const Json& category : categories) {
    const std::string where = fmt::format("{}: {}/{}", file, kCategories, config.categories.size());
    config.categories.push_back(read_category(category, where));
  }
  check_names(config.categories, file + ": " + kCategories);
  return config;
}

}  // namespace petseg
