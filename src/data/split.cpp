#include "petseg/data/split.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "petseg/core/did_you_mean.h"
#include "petseg/core/error.h"
#include "petseg/core/rng.h"

#include "core/json.h"

namespace petseg {
namespace {

/// How many photos of one species go to each split.
struct SplitCounts {
  std::size_t train, valid, test, debugging;
};

SplitCounts count_splits(std::size_t photos, const SplitRatios& ratios) {
  const auto share = [&](double ratio) {
    return static_cast<std::size_t>(std::lround(ratio * static_cast<double>(photos)));
  };
  SplitCounts counts{0, share(ratios.valid), share(ratios.test), share(ratios.debugging)};
  // Rounding up everywhere can ask for a photo more than there is.
  counts.valid = std::min(counts.valid, photos);
  counts.test = std::min(counts.test, photos - counts.valid);
  counts.debugging = std::min(counts.debugging, photos - counts.valid - counts.test);
  counts.train = photos - counts.valid - counts.test - counts.debugging;
  if (ratios.debugging > 0) {
    const std::size_t wanted = std::min(kMinDebuggingPhotos, photos / 4);
    const std::size_t missing = wanted > counts.debugging ? wanted - counts.debugging : 0;
    const std::size_t moved = std::min(missing, counts.train);
    counts.debugging += moved;
    counts.train -= moved;
  }
  return counts;
}

void split_species(std::vector<std::string> names, Species species, const SplitOptions& options,
                   SplitPlan& plan) {
  std::sort(names.begin(), names.end());
  Rng rng({static_cast<std::uint64_t>(options.seed), static_cast<std::uint64_t>(species)});
  rng.shuffle(names);
  const SplitCounts counts = count_splits(names.size(), options.ratios);
  for (std::size_t i = 0; i < names.size(); ++i) {
    Split split = Split::kTrain;
    if (i < counts.debugging) {
      split = Split::kDebugging;
    } else if (i < counts.debugging + counts.test) {
      split = Split::kTest;
    } else if (i < counts.debugging + counts.test + counts.valid) {
      split = Split::kValid;
    }
    plan[names[i]] = split;
  }
}

void check_breeds(const std::vector<RawPhoto>& photos, const std::vector<std::string>& wanted) {
  std::vector<std::string_view> breeds;
  for (const RawPhoto& photo : photos) breeds.push_back(photo.breed);
  std::sort(breeds.begin(), breeds.end());
  breeds.erase(std::unique(breeds.begin(), breeds.end()), breeds.end());
  for (const std::string& breed : wanted) {
    if (std::binary_search(breeds.begin(), breeds.end(), breed)) continue;
    throw ConfigError(fmt::format("--holdout_breeds: no photo of the breed \"{}\"{} (there are {})",
                                  breed, did_you_mean(breed, breeds), quoted_list(breeds)));
  }
}

}  // namespace

void check_ratios(const SplitRatios& ratios, const std::string& where) {
  double sum = 0;
  for (const double ratio : {ratios.train, ratios.valid, ratios.test, ratios.debugging}) {
    if (!(ratio >= 0 && ratio <= 1)) {
      throw ConfigError(fmt::format("{}: {} is not a share between 0 and 1", where, ratio));
    }
    sum += ratio;
  }
  if (std::abs(sum - 1) > 1e-6) {
    throw ConfigError(fmt::format(
        "{}: the shares train {}, valid {}, test {}, debugging {} sum to {:.6g}, expected 1", where,
        ratios.train, ratios.valid, ratios.test, ratios.debugging, sum));
  }
}

SplitPlan plan_split(const std::vector<RawPhoto>& photos, const SplitOptions& options) {
  check_breeds(photos, options.holdout_breeds);
  SplitPlan plan;
  std::map<Species, std::vector<std::string>> names;
  for (const RawPhoto& photo : photos) {
    const auto& held_out = options.holdout_breeds;
    if (std::find(held_out.begin(), held_out.end(), photo.breed) != held_out.end()) {
      plan[photo.name] = Split::kTest;
    } else {
      names[photo.species.value_or(Species::kCat)].push_back(photo.name);
    }
  }
  for (auto& [species, own] : names) split_species(std::move(own), species, options, plan);
  return plan;
}

SplitPlan read_split_file(const std::filesystem::path& path) {
  const std::string where = path.string();
  const Json file = read_json(path);
  const auto fail = [&](const std::string& found) {
    throw ConfigError(
        fmt::format("{}: {}; expected {{\"split\": {{\"train\": [names], \"valid\": "
                    "…, \"test\": …, \"debugging\": …}}}}",
                    where, found));
  };
  if (!file.is_object() || !file.contains("split") || !file["split"].is_object()) {
    fail("no object /split");
  }
  SplitPlan plan;
  for (const auto& [word, names] : file["split"].items()) {
    const auto found = std::find(kSplitNames.begin(), kSplitNames.end(), word);
    if (found == kSplitNames.end()) fail("unknown split /split/" + word);
    if (!names.is_array()) fail("/split/" + word + " is " + json_kind(names));
    for (const Json& name : names) {
      if (!name.is_string()) fail("/split/" + word + " holds " + json_excerpt(name));
      const auto split = static_cast<Split>(found - kSplitNames.begin());
      if (!plan.emplace(name.get<std::string>(), split).second) {
        throw ConfigError(
            fmt::format("{}: the photo {} stands twice; keep one", where, json_excerpt(name)));
      }
    }
  }
  return plan;
}

}  // namespace petseg
