#include "petseg/data/data_set_builder.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/log.h"
#include "petseg/core/parallel.h"
#include "petseg/data/data_set_check.h"
#include "petseg/data/debugging_set.h"
#include "petseg/data/near_duplicates.h"

#include "data/category_check.h"
#include "data/data_set_lists.h"
#include "data/made_photos.h"
#include "data/manifest_json.h"
#include "data/photo_collection.h"
#include "data/summary.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

/// An earlier data set is replaced, but not what others have put into its folder.
void check_unlisted(const DataSet& earlier, const fs::path& out) {
  if (earlier.photos.empty()) return;  // of a damaged one its marks are all that is known
  const std::vector<std::string> unlisted = unlisted_files(earlier);
  if (unlisted.empty()) return;
  throw ConfigError(fmt::format(
      "--out {}: holds {} files that are not of the data set, such as {}; move them away",
      out.string(), unlisted.size(), unlisted.front()));
}

bool lies_in(const fs::path& inner, const fs::path& outer) {
  const fs::path way = fs::relative(inner, outer);
  return !way.empty() && *way.begin() != "..";
}

void check_target(const fs::path& out, const std::vector<SourceInput>& sources) {
  if (out.empty()) throw ConfigError("--out: an empty path; name a folder");
  check_replaceable(out, "--out", "a data set", {kManifestFile, kSummaryFile});
  for (const SourceInput& source : sources) {
    const fs::path& raw = source.raw.folder;
    if (fs::exists(out) && lies_in(raw, out)) {
      throw ConfigError(fmt::format("--out {}: holds the raw photos {}; name another folder",
                                    out.string(), raw.string()));
    }
    if (lies_in(out, raw)) {
      throw ConfigError(fmt::format(
          "--out {}: lies in the folder of the raw photos, {}, where the next run would "
          "take what is made for raw photos; name a folder outside it",
          out.string(), raw.string()));
    }
  }
}

std::vector<Split> pinned_splits(const std::vector<PreparedPhoto>& photos,
                                 const PinnedSplit& pinned) {
  std::vector<Split> splits;
  std::vector<std::string> unplanned;
  for (const PreparedPhoto& photo : photos) {
    const auto split = pinned.find(photo.name);
    if (split == pinned.end()) {
      unplanned.push_back(photo.name);
    } else {
      splits.push_back(split->second);
    }
  }
  if (unplanned.empty()) return splits;
  const std::size_t count = unplanned.size();
  unplanned.resize(std::min<std::size_t>(count, 5));
  throw ConfigError(fmt::format("--split_file: {} photos are in no split: {}{}; add them to one",
                                count, fmt::join(unplanned, ", "), count > 5 ? " …" : ""));
}

std::vector<Split> planned_splits(const std::vector<PreparedPhoto>& photos,
                                  const std::vector<std::size_t>& groups,
                                  const SplitOptions& options) {
  std::vector<SplitCandidate> candidates;
  for (std::size_t i = 0; i < photos.size(); ++i) {
    const PreparedPhoto& photo = photos[i];
    candidates.push_back({photo.name, photo.record.breed, photo.record.species, photo.official,
                          groups[i], photo.use});
  }
  return plan_split(candidates, options);
}

/// Whether a photo may go from one split to another for the debugging set's sake.
std::vector<bool> find_movable(const std::vector<PreparedPhoto>& photos,
                               const std::vector<NearDuplicates>& pairs, bool pinned) {
  std::vector<bool> movable(photos.size(), !pinned);
  for (std::size_t i = 0; i < photos.size(); ++i) movable[i] = movable[i] && !photos[i].use;
  for (const NearDuplicates& pair : pairs) movable[pair.first] = movable[pair.second] = false;
  return movable;
}

/// An official split that no source has would leave the test set empty.
void check_official(const std::vector<PreparedPhoto>& photos, const BuildOptions& options) {
  const bool has_test = std::ranges::any_of(
      photos, [](const PreparedPhoto& photo) { return photo.official == OfficialSplit::kTest; });
  if (!options.split.official || has_test) return;
  throw DataError(
      "--official_split: no source says which photos are its test set; expected Oxford's "
      "annotations/test.txt");
}

/// Sets the split of each photo, and the categories of those in the debugging set.
void assign_splits(std::vector<PreparedPhoto>& photos, const std::vector<NearDuplicates>& pairs,
                   const BuildOptions& options) {
  const auto splits =
      options.pinned
          ? pinned_splits(photos, *options.pinned)
          : planned_splits(photos, group_duplicates(photos.size(), pairs), options.split);
  std::vector<PhotoRecord*> records;
  for (std::size_t i = 0; i < photos.size(); ++i) {
    photos[i].record.split = splits[i];
    records.push_back(&photos[i].record);
  }
  choose_debugging_photos(records, find_movable(photos, pairs, options.pinned.has_value()),
                          options.categories, options.split.seed);
}

std::vector<NearDuplicates> find_pairs(const std::vector<PreparedPhoto>& photos) {
  std::vector<PerceptualHash> hashes;
  for (const PreparedPhoto& photo : photos) hashes.push_back(photo.record.hash);
  return find_near_duplicates(hashes);
}

std::vector<DuplicatePair> name_pairs(const std::vector<NearDuplicates>& pairs,
                                      const std::vector<PreparedPhoto>& photos) {
  std::vector<DuplicatePair> named;
  for (const auto& [first, second, distance] : pairs) {
    const PhotoRecord& a = photos[first].record;
    const PhotoRecord& b = photos[second].record;
    named.push_back({a.image, b.image, a.split, b.split, distance});
  }
  return named;
}

/// Train, valid, test, then the debugging categories; by file within each.
void sort_photos(std::vector<PreparedPhoto>& photos) {
  std::ranges::sort(photos, {}, [](const PreparedPhoto& photo) {
    return std::tie(photo.record.split, photo.record.image);
  });
}

/// The rules' categories, then those of conditions and of what is left.
std::vector<CategoryCount> count_categories(const std::vector<PreparedPhoto>& photos,
                                            const std::vector<CategoryRule>& rules) {
  std::vector<CategoryCount> counts;
  for (const CategoryRule& rule : rules) {
    counts.push_back({.name = rule.name, .wanted = static_cast<std::size_t>(rule.photos)});
  }
  for (const PreparedPhoto& photo : photos) {
    for (const std::string& name : photo.record.categories) {
      auto count = std::ranges::find(counts, name, &CategoryCount::name);
      if (count == counts.end()) count = counts.insert(counts.end(), {.name = name});
      ++(photo.record.made.empty() ? count->real : count->made);
    }
  }
  return counts;
}

/// But for its digest.
DataSet describe(const std::vector<PreparedPhoto>& photos, const BuildOptions& options) {
  const SplitRatios& ratios = options.split.ratios;
  DataSet data_set{.folder = options.out,
                   .split_ratios = {ratios.train, ratios.valid, ratios.test, ratios.debugging},
                   .seed = options.split.seed};
  for (const PreparedPhoto& photo : photos) data_set.photos.push_back(photo.record);
  return data_set;
}

/// What a dry run knows: the real photos, and how many more would be made.
BuiltDataSet foresee(BuiltDataSet built, std::vector<PreparedPhoto>& photos,
                     const std::vector<NearDuplicates>& pairs, const BuildOptions& options) {
  for (PreparedPhoto& photo : photos) name_files(photo);
  built.data_set = describe(photos, options);
  built.duplicates = name_pairs(pairs, photos);
  built.categories = count_categories(photos, options.categories);
  const auto missing = count_missing(photos, options.categories);
  for (std::size_t i = 0; i < missing.size(); ++i) built.categories[i].made = missing[i];
  return built;
}

}  // namespace

BuiltDataSet build_data_set(const std::vector<SourceInput>& sources, const BuildOptions& options) {
  check_target(options.out, sources);
  check_categories(options.categories, sources);
  const EarlierDataSet earlier(options.out);
  check_unlisted(earlier.data_set(), options.out);
  AtomicFolder folder(options.out);

  auto [photos, rejected] = collect_photos(sources, options, earlier, folder);
  check_official(photos, options);
  const auto pairs = find_pairs(photos);
  assign_splits(photos, pairs, options);
  BuiltDataSet built{.rejected = std::move(rejected)};
  if (options.dry_run) return foresee(std::move(built), photos, pairs, options);

  for (PreparedPhoto& photo : photos) place_files(photo, folder);
  built.duplicates = name_pairs(pairs, photos);
  for (PreparedPhoto& made :
       make_photos(photos, options.categories, options.split.seed, earlier, folder)) {
    place_files(made, folder);
    photos.push_back(std::move(made));
  }
  fs::remove_all(folder.path() / kStagedFolder);
  sort_photos(photos);
  built.categories = count_categories(photos, options.categories);
  built.data_set = describe(photos, options);
  built.data_set.digest = content_digest(built.data_set.photos);
  built.unchanged = !write_lists({photos, sources, options, built}, folder);
  if (!built.unchanged) folder.commit();
  fs::remove(rejected_path(options.out));  // of an earlier run that failed
  return built;
}

}  // namespace petseg
