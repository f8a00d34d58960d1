#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "petseg/data/manifest.h"
#include "petseg/sources/raw_photo.h"

namespace petseg {

/// Shares of the photos; they sum to 1.
struct SplitRatios {
  double train = 0.70;
  double valid = 0.08;
  double test = 0.15;
  double debugging = 0.07;
};

/// Throws ConfigError, prefixed by `where` ("--split"), unless each ratio is in [0, 1] and their
/// sum is 1 ± 1e-6.
void check_ratios(const SplitRatios& ratios, const std::string& where);

struct SplitOptions {
  SplitRatios ratios;
  int seed = 42;
  std::vector<std::string> holdout_breeds;  ///< go to the test set as a whole
  bool official = false;  ///< the test set is the source's own; shares hold for the other photos
};

/// What decides where a photo belongs.
struct SplitCandidate {
  std::string name;
  std::string breed;
  Species species = Species::kCat;
  OfficialSplit official = OfficialSplit::kNone;
  std::size_t group = 0;       ///< photos of one group (near-duplicates) stay together
  std::optional<Split> fixed;  ///< for photos of a source that goes into one split as a whole
};

/// Debugging photos wanted of each species. Where the ratio gives fewer, training photos are moved
/// over, up to a quarter of the species.
inline constexpr double kMinDebuggingPhotos = 40;

/// Splits each species on its own, and within it each breed in the same shares as far as whole
/// photos allow: breed after breed in seeded order, each group of near-duplicates to the split that
/// has least of its share. The result depends on names, breeds, groups and seed alone. Throws
/// ConfigError for a held-out breed that no photo has.
std::vector<Split> plan_split(const std::vector<SplitCandidate>& photos,
                              const SplitOptions& options);

/// Which split each photo belongs to, by its name.
using PinnedSplit = std::map<std::string, Split>;

/// Reads a split pinned by name: `{"split": {"train": ["Bengal_1", …], "valid": […], "test": […],
/// "debugging": […]}}`. Throws IoError or ConfigError (unknown split, a name that stands twice).
PinnedSplit read_split_file(const std::filesystem::path& path);

}  // namespace petseg
