#include "data/summary.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "petseg/core/sha256.h"
#include "petseg/core/version.h"

#include "data/manifest_json.h"

namespace petseg {
namespace {

Json sources_json(const DataSetContent& content) {
  Json sources = Json::array();
  for (const SourceInput& source : content.sources) {
    const auto of_source = [&](const auto& item) { return item.source == source.name; };
    const auto photos = std::ranges::count_if(content.photos, [&](const PreparedPhoto& photo) {
      return photo.record.made.empty() && of_source(photo.record);
    });
    sources.push_back({{"name", source.name},
                       {"type", source.raw.kind},
                       {"truth", source.raw.truth->settings()},
                       {"photos", photos},
                       {"rejected", std::ranges::count_if(content.built.rejected, of_source)}});
  }
  return sources;
}

Json ratios_json(const SplitRatios& ratios) {
  return {{"train", ratios.train},
          {"valid", ratios.valid},
          {"test", ratios.test},
          {"debugging", ratios.debugging}};
}

/// As a dataset.json says it.
Json rule_json(const CategoryRule& rule) {
  Json json{{"name", rule.name}};
  if (!rule.species.empty()) json["species"] = rule.species;
  if (!rule.breeds.empty()) json["breeds"] = rule.breeds;
  if (!rule.where.empty()) json["where"] = rule.where;
  if (!rule.fill.empty()) json["fill"] = rule.fill;
  if (is_filled_by_corruption(rule)) json["severity"] = rule.severity;
  json["photos"] = rule.photos;
  return json;
}

Json categories_json(const std::vector<CategoryRule>& rules) {
  Json categories = Json::array();
  for (const CategoryRule& rule : rules) categories.push_back(rule_json(rule));
  return categories;
}

Json leaks_json(const std::vector<DuplicatePair>& pairs) {
  Json leaks = Json::array();
  for (const DuplicatePair& pair : pairs) {
    if (!pair.leaks()) continue;
    leaks.push_back({{"first", pair.first}, {"second", pair.second}, {"distance", pair.distance}});
  }
  return leaks;
}

Json class_shares(const std::vector<PreparedPhoto>& photos) {
  const PixelCounts pixels = count_pixels(photos);
  const double total = pixels.total();
  Json shares = Json::object();
  for (std::size_t c = 0; c < pixels.classes.size(); ++c) {
    shares[std::string(kClassNames[c])] = pixels.classes[c] / total;
  }
  shares["ignored"] = pixels.ignored / total;
  return shares;
}

}  // namespace

std::string content_digest(const std::vector<PhotoRecord>& photos) {
  std::vector<std::string> lines;
  for (const PhotoRecord& photo : photos) {
    lines.push_back(fmt::format("{} {} {} {}\n", photo.sha256, photo.mask_sha256,
                                split_name(photo.split), fmt::join(photo.categories, " ")));
  }
  std::sort(lines.begin(), lines.end());
  return sha256(fmt::format("{}", fmt::join(lines, "")));
}

double PixelCounts::total() const {
  return std::accumulate(classes.begin(), classes.end(), ignored);
}

PixelCounts count_pixels(const std::vector<PreparedPhoto>& photos) {
  PixelCounts pixels;
  for (const PreparedPhoto& photo : photos) {
    for (std::size_t c = 0; c < pixels.classes.size(); ++c) {
      pixels.classes[c] += static_cast<double>(photo.record.class_pixels[c]);
    }
    pixels.ignored += static_cast<double>(photo.record.ignored_pixels);
  }
  return pixels;
}

std::map<std::string, int> count_by(
    const std::vector<PreparedPhoto>& photos,
    const std::function<std::vector<std::string>(const PhotoRecord&)>& values) {
  std::map<std::string, int> counts;
  for (const PreparedPhoto& photo : photos) {
    for (const std::string& value : values(photo.record)) {
      if (!value.empty()) ++counts[value];
    }
  }
  return counts;
}

std::vector<std::string> species_of(const PhotoRecord& record) {
  return {std::string(species_name(record.species))};
}

std::vector<std::string> breed_of(const PhotoRecord& record) {
  return {record.species == Species::kBoth ? "" : record.breed};
}

Json summarize(const DataSetContent& content, const std::string& manifest) {
  const BuildOptions& options = content.options;
  const auto split_of = [](const PhotoRecord& record) {
    return std::vector<std::string>{std::string(split_name(record.split))};
  };
  const auto made_of = [](const PhotoRecord& record) { return std::vector{record.made}; };
  const auto categories_of = [](const PhotoRecord& record) { return record.categories; };
  return {{"schema", kDataSetSchema},
          {"petseg", version()},
          {"sources", sources_json(content)},
          {"seed", options.split.seed},
          {"split_ratios", ratios_json(options.split.ratios)},
          {"pinned", options.pinned.has_value()},
          {"official", options.split.official},
          {"holdout_breeds", options.split.holdout_breeds},
          {"border", options.border},
          {"size", options.size},
          {"max_megapixels", static_cast<double>(options.max_pixels) / 1e6},
          {"max_rejected", options.max_rejected},
          {"categories", categories_json(options.categories)},
          {"photos", content.photos.size()},
          {"rejected", content.built.rejected.size()},
          {"near_duplicates", content.built.duplicates.size()},
          {"leaks", leaks_json(content.built.duplicates)},
          {"by_split", count_by(content.photos, split_of)},
          {"by_species", count_by(content.photos, species_of)},
          {"by_breed", count_by(content.photos, breed_of)},
          {"by_category", count_by(content.photos, categories_of)},
          {"by_made", count_by(content.photos, made_of)},
          {"class_pixels", class_shares(content.photos)},
          {"manifest_sha256", sha256(manifest)},
          {"digest", content.built.data_set.digest}};
}

}  // namespace petseg
