#include "petseg/sources/source.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/format.h>

#include "petseg/core/did_you_mean.h"
#include "petseg/core/error.h"
#include "petseg/sources/coco.h"
#include "petseg/sources/label_studio.h"
#include "petseg/sources/mask_folder.h"
#include "petseg/sources/oxford.h"
#include "petseg/sources/oxford_download.h"
#include "petseg/sources/synthetic_pets.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

/// A file of a source: below its folder, or as the path says.
fs::path file_of(const SourceConfig& source, const std::string& name) {
  const fs::path below = fs::path(source.path) / name;
  return !name.empty() && fs::exists(below) ? below : fs::path(name);
}

RawSource open_oxford(const SourceConfig& source, const SourceContext& context) {
  const fs::path folder = source.path;
  const bool is_there = fs::exists(folder / "images") && fs::exists(folder / "annotations");
  if (source.download && !is_there) download_oxford(folder);
  return read_oxford(source.path, context.border);
}

RawSource open_synthetic(const SourceConfig& source, const SourceContext& context) {
  draw_synthetic_pets(source.path, source.count, context.seed);
  RawSource drawn = read_oxford(source.path, context.border);
  drawn.kind = "synthetic";
  return drawn;
}

RawSource open_label_studio(const SourceConfig& source, const SourceContext&) {
  return read_label_studio({.folder = source.path,
                            .annotations = file_of(source, source.annotations),
                            .labels = source.labels,
                            .annotators = source.annotators});
}

RawSource open_masks(const SourceConfig& source, const SourceContext&) {
  return read_mask_folder({.folder = source.path,
                           .images = source.images,
                           .masks = source.masks,
                           .class_map = file_of(source, source.classes)});
}

RawSource open_coco(const SourceConfig& source, const SourceContext&) {
  return read_coco({.folder = source.path,
                    .annotations = file_of(source, source.annotations),
                    .images = source.images,
                    .categories = source.labels,
                    .crowd = source.crowd == "class" ? CrowdRule::kClass : CrowdRule::kIgnore});
}

/// One row of the table of sources. To add one: its reader in a file of its own, its row.
struct SourceType {
  std::string_view name;
  std::vector<std::string_view> keys;  ///< of SourceConfig, beside those of all sources
  RawSource (*read)(const SourceConfig&, const SourceContext&);
};

const std::vector<SourceType>& types() {
  static const std::vector<SourceType> table{
      {"oxford", {"download"}, open_oxford},
      {"label_studio", {"annotations", "labels", "annotators"}, open_label_studio},
      {"masks", {"images", "masks", "classes"}, open_masks},
      {"coco", {"annotations", "images", "labels", "crowd"}, open_coco},
      {"synthetic", {"count"}, open_synthetic},
  };
  return table;
}

constexpr std::array<std::string_view, 5> kCommonKeys{"type", "path", "name", "use", "optional"};

const SourceType& find_type(const std::string& name, const std::string& where) {
  const auto found = std::ranges::find(types(), name, &SourceType::name);
  if (found != types().end()) return *found;
  const auto known = source_types();
  throw ConfigError(fmt::format("{}: no source of the type \"{}\"{} (there are {})", where, name,
                                did_you_mean(name, known), quoted_list(known)));
}

}  // namespace

SourceConfig new_data_of(const std::string& raw) {
  SourceConfig source;
  source.type = "label_studio";
  source.path = (fs::path(raw) / "new_data").string();
  source.use = "debugging";
  source.optional = true;
  return source;
}

const OptionTable<SourceConfig>& source_options() {
  static const OptionTable<SourceConfig> table{
      {"/type", &SourceConfig::type, {}, "oxford, label_studio, masks, coco or synthetic"},
      {"/path", &SourceConfig::path, {}, "its folder"},
      {"/name", &SourceConfig::name, {}, "for the manifest [the type]"},
      {"/use", &SourceConfig::use, Choices{"split", "train", "valid", "test", "debugging"},
       "split, or the one split that all of its photos go to"},
      {"/optional", &SourceConfig::optional, {}, "whether an absent folder is no error"},
      {"/download", &SourceConfig::download, {}, "oxford: fetch what is not there"},
      {"/count", &SourceConfig::count, Range{.low = 2, .high = 1e6}, "synthetic: photos to draw"},
      {"/annotations", &SourceConfig::annotations, {}, "label_studio, coco: the export"},
      {"/images", &SourceConfig::images, {}, "masks, coco: the photos' folder below path"},
      {"/masks", &SourceConfig::masks, {}, "masks: the masks' folder below path"},
      {"/classes", &SourceConfig::classes, {}, "masks: JSON of the masks' values [classes.json]"},
      {"/labels",
       &SourceConfig::labels,
       {},
       "label_studio, coco: label or category → background, cat, dog or ignore"},
      {"/annotators", &SourceConfig::annotators, Choices{"majority", "latest"},
       "label_studio: whom to believe where several annotated a photo"},
      {"/crowd", &SourceConfig::crowd, Choices{"ignore", "class"},
       "coco: whether the pixels of crowds are ignored or of their class"},
  };
  return table;
}

std::vector<std::string_view> source_types() {
  std::vector<std::string_view> names;
  for (const SourceType& type : types()) names.push_back(type.name);
  return names;
}

void check_source(const SourceConfig& source, const std::vector<std::string>& given_keys,
                  const std::string& where) {
  const SourceType& type = find_type(source.type, where);
  for (const std::string& key : given_keys) {
    const bool is_known = std::ranges::find(kCommonKeys, key) != kCommonKeys.end() ||
                          std::ranges::find(type.keys, key) != type.keys.end();
    if (is_known) continue;
    throw ConfigError(
        fmt::format("{}: \"{}\" says nothing for a source of the type {}; leave it out", where, key,
                    source.type));
  }
}

RawSource read_source(const SourceConfig& source, const SourceContext& context) {
  return find_type(source.type, source.path).read(source, context);
}

}  // namespace petseg
