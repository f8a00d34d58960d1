#include "petseg/data/manifest.h"

#include <algorithm>
#include <charconv>
#include <sstream>

#include <fmt/format.h>

#include "petseg/core/did_you_mean.h"
#include "petseg/core/error.h"
#include "petseg/core/files.h"

#include "data/manifest_json.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

constexpr std::string_view kRemedy = "make the data set anew with petseg make-dataset";

/// The enumerator whose name stands under `key`.
template <class Enum, std::size_t N>
Enum enum_value(const Json& json, const char* key, const std::array<std::string_view, N>& names,
                const std::string& where) {
  const auto word = json_value<std::string>(json, key, where);
  const auto found = std::find(names.begin(), names.end(), word);
  if (found == names.end()) {
    throw DataError(fmt::format("{}: the key \"{}\" holds \"{}\", expected one of {}", where, key,
                                word, quoted_list(names)));
  }
  return static_cast<Enum>(found - names.begin());
}

std::string hex(std::uint64_t value) { return fmt::format("{:016x}", value); }

std::uint64_t from_hex(const std::string& text, const std::string& where) {
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, value, 16);
  if (failure == std::errc{} && stop == end) return value;
  throw DataError(fmt::format("{}: the key \"hash\" holds \"{}\", expected hexadecimal digits",
                              where, text.substr(0, 40)));
}

bool leads_out(const fs::path& path) {
  return path.empty() || path.is_absolute() ||
         std::ranges::find(path, fs::path("..")) != path.end();
}

/// Reports are written by these names, and photos read: a data set of others must not lead out of
/// its folder.
void check_paths(const PhotoRecord& photo, const std::string& where) {
  for (const std::string& path : {photo.image, photo.mask}) {
    if (!leads_out(path)) continue;
    throw DataError(fmt::format("{}: \"{}\" is no path inside the data set", where, path));
  }
  for (const std::string& category : photo.categories) {
    if (!leads_out(category) && category.find('/') == std::string::npos) continue;
    throw DataError(fmt::format("{}: \"{}\" is no name for a category", where, category));
  }
  if (photo.categories.empty() == (photo.split == Split::kDebugging)) {
    throw DataError(fmt::format(
        "{}: {} categories in the split \"{}\"; expected some for debugging photos, and "
        "none for others",
        where, photo.categories.size(), split_name(photo.split)));
  }
  if (photo.height < 1 || photo.width < 1) {
    throw DataError(fmt::format("{}: {} x {} pixels", where, photo.height, photo.width));
  }
}

std::string read_part(const fs::path& folder, const char* file) {
  if (!fs::exists(folder)) {
    throw DataError(fmt::format("{}: does not exist; petseg make-dataset --out {} makes a data set",
                                folder.string(), folder.string()));
  }
  if (!fs::exists(folder / file)) {
    throw DataError(fmt::format("{}: holds no {}; expected a data set made by petseg make-dataset",
                                folder.string(), file));
  }
  return read_file(folder / file);
}

void read_summary(DataSet& data_set) {
  const std::string where = (data_set.folder / kSummaryFile).string();
  const Json summary = parse_own_json(read_part(data_set.folder, kSummaryFile), where, kRemedy);
  const int schema = json_value<int>(summary, "schema", where);
  if (schema != kDataSetSchema) {
    throw DataError(fmt::format("{}: schema {}, expected {}; make the data set anew", where, schema,
                                kDataSetSchema));
  }
  data_set.digest = json_value<std::string>(summary, "digest", where);
  data_set.manifest_sha256 = json_value<std::string>(summary, "manifest_sha256", where);
  data_set.seed = json_value<int>(summary, "seed", where);
  data_set.border = json_value<std::string>(summary, "border", where);
  const Json ratios = json_value<Json>(summary, "split_ratios", where);
  for (std::size_t i = 0; i < kSplitNames.size(); ++i) {
    data_set.split_ratios[i] =
        json_value<double>(ratios, kSplitNames[i].data(), where + ": split_ratios");
  }
}

void read_photos(DataSet& data_set) {
  std::istringstream lines(read_part(data_set.folder, kManifestFile));
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    const std::string where =
        fmt::format("{}:{}", (data_set.folder / kManifestFile).string(), number);
    if (line.empty()) continue;
    data_set.photos.push_back(photo_from_json(parse_own_json(line, where, kRemedy), where));
  }
  if (data_set.photos.empty()) {
    throw DataError(fmt::format("{}: lists no photo", (data_set.folder / kManifestFile).string()));
  }
}

}  // namespace

std::string_view split_name(Split split) { return kSplitNames[static_cast<std::size_t>(split)]; }

std::string PhotoRecord::name() const { return fs::path(image).stem().string(); }

std::vector<PhotoRecord> DataSet::of(Split split) const {
  std::vector<PhotoRecord> found;
  std::copy_if(photos.begin(), photos.end(), std::back_inserter(found),
               [&](const PhotoRecord& photo) { return photo.split == split; });
  return found;
}

DataSet read_data_set(const fs::path& folder) {
  DataSet data_set;
  data_set.folder = folder;
  read_summary(data_set);
  read_photos(data_set);
  return data_set;
}

Json to_json(const PhotoRecord& photo) {
  Json json = {{"image", photo.image},
               {"mask", photo.mask},
               {"species", species_name(photo.species)},
               {"breed", photo.breed},
               {"split", split_name(photo.split)},
               {"categories", photo.categories},
               {"height", photo.height},
               {"width", photo.width},
               {"class_pixels", photo.class_pixels},
               {"ignored_pixels", photo.ignored_pixels},
               {"source", photo.source},
               {"condition", photo.condition},
               {"origin", photo.origin},
               {"raw_sha256", photo.raw_sha256},
               {"made", photo.made},
               {"recipe", photo.recipe},
               {"properties", Json::object()},
               {"hash", {hex(photo.hash.frequencies), hex(photo.hash.gradients)}},
               {"sha256", photo.sha256},
               {"mask_sha256", photo.mask_sha256},
               {"key", photo.key}};
  for (const PropertySpec& property : property_specs()) {
    json["properties"][std::string(property.name)] = photo.properties.*property.field;
  }
  return json;
}

PhotoRecord photo_from_json(const Json& json, const std::string& where) {
  PhotoRecord photo;
  photo.image = json_value<std::string>(json, "image", where);
  photo.mask = json_value<std::string>(json, "mask", where);
  photo.species = enum_value<Species>(json, "species", kSpeciesNames, where);
  photo.breed = json_value<std::string>(json, "breed", where);
  photo.split = enum_value<Split>(json, "split", kSplitNames, where);
  photo.categories = json_value<std::vector<std::string>>(json, "categories", where);
  photo.height = json_value<int>(json, "height", where);
  photo.width = json_value<int>(json, "width", where);
  photo.class_pixels =
      json_value<std::array<std::int64_t, kNumClasses>>(json, "class_pixels", where);
  photo.ignored_pixels = json_value<std::int64_t>(json, "ignored_pixels", where);
  photo.source = json_value<std::string>(json, "source", where);
  photo.condition = json_value<std::string>(json, "condition", where);
  photo.origin = json_value<std::string>(json, "origin", where);
  photo.raw_sha256 = json_value<std::string>(json, "raw_sha256", where);
  photo.made = json_value<std::string>(json, "made", where);
  photo.recipe = json_value<std::map<std::string, double>>(json, "recipe", where);
  const Json properties = json_value<Json>(json, "properties", where);
  for (const PropertySpec& property : property_specs()) {
    photo.properties.*property.field =
        json_value<double>(properties, property.name.data(), where + ": properties");
  }
  const auto hash = json_value<std::array<std::string, 2>>(json, "hash", where);
  photo.hash = {from_hex(hash[0], where), from_hex(hash[1], where)};
  photo.sha256 = json_value<std::string>(json, "sha256", where);
  photo.mask_sha256 = json_value<std::string>(json, "mask_sha256", where);
  photo.key = json_value<std::string>(json, "key", where);
  check_paths(photo, where);
  return photo;
}

}  // namespace petseg
