#pragma once

#include <filesystem>
#include <map>
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

/// Which split each photo belongs to, by its name.
using SplitPlan = std::map<std::string, Split>;

struct SplitOptions {
  SplitRatios ratios;
  int seed = 42;
  std::vector<std::string> holdout_breeds;  ///< go to the test set as a whole
};

/// Debugging photos wanted of each species. Where the ratio gives fewer, training photos are moved
/// over, up to a quarter of the species.
inline constexpr std::size_t kMinDebuggingPhotos = 20;

/// Splits cats and dogs on their own by a seeded shuffle of their sorted names: a photo's split
/// depends on the names and the seed alone. Throws ConfigError for a held-out breed that no photo
/// has.
SplitPlan plan_split(const std::vector<RawPhoto>& photos, const SplitOptions& options);

/// Reads a split pinned by name: `{"split": {"train": ["Bengal_1", …], "valid": […], "test": […],
/// "debugging": […]}}`. Throws IoError or ConfigError (unknown split, a name that stands twice).
SplitPlan read_split_file(const std::filesystem::path& path);

}  // namespace petseg
