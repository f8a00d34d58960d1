#include "petseg/data/split.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "petseg/core/did_you_mean.h"
#include "petseg/core/error.h"
#include "petseg/core/rng.h"

#include "core/json.h"

namespace petseg {
namespace {

/// Photos that stay together, by their places in the list.
struct Unit {
  std::vector<std::size_t> photos;
  std::string name;  // of its first photo
  std::string breed;
};

/// By split, in the order of `Split`.
using Shares = std::array<double, kSplitNames.size()>;

/// The shares of one species of `count` photos.
Shares shares_of(const SplitOptions& options, double count) {
  SplitRatios ratios = options.ratios;
  if (options.official) {
    const double others = 1 - ratios.test;
    ratios = {ratios.train / others, ratios.valid / others, 0, ratios.debugging / others};
  }
  if (ratios.debugging > 0) {
    const double wanted = std::min(kMinDebuggingPhotos, std::floor(count / 4)) / count;
    const double moved = std::clamp(wanted - ratios.debugging, 0.0, ratios.train);
    ratios.debugging += moved;
    ratios.train -= moved;
  }
  return {ratios.train, ratios.valid, ratios.test, ratios.debugging};
}

/// Breed after breed, each in seeded order.
void order(std::vector<Unit>& units, Species species, int seed) {
  std::ranges::sort(units, {}, &Unit::name);
  Rng rng({static_cast<std::uint64_t>(seed), static_cast<std::uint64_t>(species)});
  rng.shuffle(units);
  std::ranges::stable_sort(units, {}, &Unit::breed);
}

void split_species(std::vector<Unit> units, Species species, const SplitOptions& options,
                   std::vector<Split>& plan) {
  order(units, species, options.seed);
  double count = 0;
  for (const Unit& unit : units) count += static_cast<double>(unit.photos.size());
  const Shares shares = shares_of(options, count);

  // Sainte-Laguë's method: each to the split that has least of its share, with this one half
  // counted.
  Shares given{};
  for (const Unit& unit : units) {
    const auto size = static_cast<double>(unit.photos.size());
    std::size_t best = 0;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t s = 0; s < shares.size(); ++s) {
      if (shares[s] <= 0) continue;
      const double filled = (given[s] + size / 2) / shares[s];
      if (filled >= least) continue;
      best = s;
      least = filled;
    }
    given[best] += size;
    for (const std::size_t photo : unit.photos) plan[photo] = static_cast<Split>(best);
  }
}

/// Where a photo belongs whatever the shares.
std::optional<Split> fixed_split(const SplitCandidate& photo, const SplitOptions& options) {
  if (photo.fixed) return photo.fixed;
  const bool held_out =
      std::ranges::find(options.holdout_breeds, photo.breed) != options.holdout_breeds.end();
  return held_out ? std::optional(Split::kTest) : std::nullopt;
}

void check_breeds(const std::vector<SplitCandidate>& photos,
                  const std::vector<std::string>& wanted) {
  std::vector<std::string_view> breeds;
  for (const SplitCandidate& photo : photos) breeds.push_back(photo.breed);
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

std::vector<Split> plan_split(const std::vector<SplitCandidate>& photos,
                              const SplitOptions& options) {
  check_breeds(photos, options.holdout_breeds);
  std::vector<Split> plan(photos.size(), Split::kTrain);
  std::map<std::size_t, std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < photos.size(); ++i) groups[photos[i].group].push_back(i);

  std::map<Species, std::vector<Unit>> units;
  for (const auto& [group, members] : groups) {
    std::vector<std::size_t> free;
    std::optional<Split> leader;
    for (const std::size_t i : members) {
      const auto fixed = fixed_split(photos[i], options);
      // An official test photo is one whatever its twins are: the leak is reported, not mended.
      if (options.official && photos[i].official == OfficialSplit::kTest) {
        plan[i] = Split::kTest;
      } else if (fixed) {
        plan[i] = *fixed;
        if (!leader) leader = fixed;
      } else {
        free.push_back(i);
      }
    }
    if (leader) {
      for (const std::size_t i : free) plan[i] = *leader;
    } else if (!free.empty()) {
      const SplitCandidate& first = photos[free.front()];
      units[first.species].push_back({free, first.name, first.breed});
    }
  }
  for (auto& [species, own] : units) split_species(std::move(own), species, options, plan);
  return plan;
}

PinnedSplit read_split_file(const std::filesystem::path& path) {
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
  PinnedSplit plan;
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
