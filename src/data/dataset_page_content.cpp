#include "data/dataset_page_content.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "petseg/core/parallel.h"
#include "petseg/core/version.h"

#include "data/making.h"
#include "data/photo_preparation.h"
#include "data/summary.h"

namespace petseg {
namespace {

using PhotosByFile = std::unordered_map<std::string, const PreparedPhoto*>;

/// Thumbnails of the photos that have none yet, by the photos' files.
std::unordered_map<std::string, Thumbnail> missing_thumbnails(const DataSetContent& content,
                                                              const PhotosByFile& photos,
                                                              const AtomicFolder& folder) {
  std::set<const PhotoRecord*> missing;
  const auto want = [&](const PreparedPhoto& photo) {
    if (photo.thumbnail.jpeg.empty()) missing.insert(&photo.record);
  };
  for (const PreparedPhoto& photo : content.photos) {
    if (photo.shown || photo.record.split == Split::kDebugging) want(photo);
  }
  for (const DuplicatePair& pair : content.built.duplicates) {
    want(*photos.at(pair.first));
    want(*photos.at(pair.second));
  }
  const std::vector<const PhotoRecord*> wanted(missing.begin(), missing.end());
  std::vector<Thumbnail> made(wanted.size());
  parallel_for(made.size(),
               [&](std::size_t i) { made[i] = load_thumbnail(folder.path(), *wanted[i]); });
  std::unordered_map<std::string, Thumbnail> thumbnails;
  for (std::size_t i = 0; i < made.size(); ++i) {
    thumbnails[wanted[i]->image] = std::move(made[i]);
  }
  return thumbnails;
}

PagePhoto page_photo(const PreparedPhoto& photo, const Thumbnail& thumbnail) {
  const PhotoRecord& record = photo.record;
  PagePhoto shown;
  shown.name = photo.name;
  shown.split = split_name(record.split);
  shown.species = species_name(record.species);
  shown.breed = record.breed;
  shown.source = record.source;
  shown.condition = record.condition;
  shown.origin = record.origin;
  shown.made = making(record);
  shown.image = record.image;
  shown.mask = record.mask;
  shown.categories = record.categories;
  shown.height = record.height;
  shown.width = record.width;
  for (const PropertySpec& property : property_specs()) {
    shown.properties.emplace_back(property.name, record.properties.*property.field);
  }
  shown.thumbnail = thumbnail;
  return shown;
}

PageCounts counts_of(const std::string& title, const std::map<std::string, int>& counts) {
  return {title, {counts.begin(), counts.end()}};
}

std::vector<PageCounts> all_counts(const DataSetContent& content) {
  std::vector<PageCounts> counts{{"Splits", {}},
                                 counts_of("Species", count_by(content.photos, species_of)),
                                 {"Debugging set", {}},
                                 counts_of("Breeds", count_by(content.photos, breed_of)),
                                 {"Pixels", {}, /*are_shares=*/true}};
  for (std::size_t s = 0; s < kSplitNames.size(); ++s) {
    const auto photos = std::ranges::count_if(content.photos, [&](const PreparedPhoto& photo) {
      return photo.record.split == static_cast<Split>(s);
    });
    counts[0].rows.emplace_back(kSplitNames[s], photos);
  }
  for (const CategoryCount& count : content.built.categories) {
    counts[2].rows.emplace_back(count.name, count.real + count.made);
  }
  const PixelCounts pixels = count_pixels(content.photos);
  const double total = pixels.total();
  for (std::size_t c = 0; c < pixels.classes.size(); ++c) {
    counts[4].rows.emplace_back(kClassNames[c], pixels.classes[c] / total);
  }
  if (pixels.ignored > 0) counts[4].rows.emplace_back("ignored", pixels.ignored / total);
  return counts;
}

std::vector<std::pair<std::string, std::string>> settings_of(const DataSetContent& content) {
  const BuildOptions& options = content.options;
  const SplitRatios& ratios = options.split.ratios;
  std::vector<std::pair<std::string, std::string>> settings;
  for (const SourceInput& source : content.sources) {
    settings.emplace_back("source " + source.name,
                          fmt::format("{}, {} photos listed, truth: {}", source.raw.kind,
                                      source.raw.photos.size(), source.raw.truth->settings()));
  }
  settings.emplace_back("seed", std::to_string(options.split.seed));
  settings.emplace_back(
      "train, valid, test, debugging",
      fmt::format("{:.3g}, {:.3g}, {:.3g}, {:.3g}{}{}", ratios.train, ratios.valid, ratios.test,
                  ratios.debugging, options.pinned ? ", pinned" : "",
                  options.split.official ? ", official test set" : ""));
  if (!options.split.holdout_breeds.empty()) {
    settings.emplace_back("held-out breeds",
                          fmt::format("{}", fmt::join(options.split.holdout_breeds, ", ")));
  }
  settings.emplace_back("size", options.size == 0 ? "as they are" : std::to_string(options.size));
  return settings;
}

std::vector<std::string> warnings_of(const BuiltDataSet& built) {
  std::vector<std::string> warnings;
  for (const CategoryCount& count : built.categories) {
    if (count.real + count.made > 0) continue;
    warnings.push_back(fmt::format("The debugging category \"{}\" is empty.", count.name));
  }
  return warnings;
}

}  // namespace

DatasetPage page_content(const DataSetContent& content, const AtomicFolder& folder) {
  PhotosByFile photos;
  for (const PreparedPhoto& photo : content.photos) photos[photo.record.image] = &photo;
  const auto more = missing_thumbnails(content, photos, folder);
  const auto thumbnail_of = [&](const PreparedPhoto& photo) -> const Thumbnail& {
    const auto found = more.find(photo.record.image);
    return found == more.end() ? photo.thumbnail : found->second;
  };

  DatasetPage page;
  page.title = "petseg data set";
  page.digest = content.built.data_set.digest;
  page.created_by = fmt::format("petseg {}", version());
  page.warnings = warnings_of(content.built);
  page.counts = all_counts(content);
  page.photos_in_total = content.photos.size();
  for (const PreparedPhoto& photo : content.photos) {
    const Thumbnail& thumbnail = thumbnail_of(photo);
    if (!thumbnail.jpeg.empty()) page.photos.push_back(page_photo(photo, thumbnail));
  }
  for (const DuplicatePair& pair : content.built.duplicates) {
    const PreparedPhoto& first = *photos.at(pair.first);
    const PreparedPhoto& second = *photos.at(pair.second);
    page.pairs.push_back({first.name, second.name, std::string(split_name(pair.first_split)),
                          std::string(split_name(pair.second_split)), pair.distance, pair.leaks(),
                          thumbnail_of(first).jpeg, thumbnail_of(second).jpeg});
  }
  for (const Rejection& rejection : content.built.rejected) {
    page.rejected.push_back({rejection.source, rejection.file.file, rejection.file.reason});
  }
  page.settings = settings_of(content);
  return page;
}

}  // namespace petseg
