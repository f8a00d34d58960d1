#include "petseg/commands/make_dataset.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/core/log.h"
#include "petseg/sources/oxford.h"
#include "petseg/sources/synthetic_pets.h"
#include "petseg/train/setup.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

/// A setup.json knows no debugging photos: they are what its three shares leave, and else come out
/// of its training share.
SplitRatios ratios_of(const Setup& setup) {
  SplitRatios ratios;
  ratios.train = setup.train_split;
  ratios.valid = setup.valid_split;
  ratios.test = setup.test_split;
  const double room = 1 - ratios.train - ratios.valid - ratios.test;
  ratios.debugging = std::max(ratios.debugging, room);
  ratios.train -= ratios.debugging - std::max(0.0, room);
  check_ratios(ratios, setup.file + ": /setup/train_split, valid_split, test_split");
  return ratios;
}

/// Flags before setup.json before the defaults.
SplitOptions resolve_split(const MakeDatasetOptions& options) {
  SplitOptions split;
  if (!options.train_args.empty()) {
    const Setup setup = read_setup(options.train_args);
    split.seed = setup.random_seed;
    if (!options.ratios) split.ratios = ratios_of(setup);
  }
  if (options.seed) split.seed = *options.seed;
  if (options.ratios) split.ratios = *options.ratios;
  check_ratios(split.ratios, "--split");
  split.holdout_breeds = options.holdout_breeds;
  return split;
}

void check(const MakeDatasetOptions& options) {
  if (options.source != "oxford" && options.source != "synthetic") {
    throw ConfigError(fmt::format("--source {}: expected oxford or synthetic", options.source));
  }
  if (options.size < 0) {
    throw ConfigError(
        fmt::format("--size {}: expected pixels, or 0 to keep each photo's size", options.size));
  }
  const bool splits_otherwise = options.ratios || !options.holdout_breeds.empty();
  if (!options.split_file.empty() && splits_otherwise) {
    throw ConfigError(
        "--split_file: says already where each photo belongs; leave out --split and "
        "--holdout_breeds");
  }
}

/// A pinned split for these photos. Names that none of them has are no error: a smaller copy of the
/// data may be at hand.
SplitPlan read_pinned_split(const fs::path& file, const RawSource& source) {
  SplitPlan plan = read_split_file(file);
  SplitPlan used;
  for (const RawPhoto& photo : source.photos) {
    const auto split = plan.extract(photo.name);
    if (!split.empty()) used[photo.name] = split.mapped();
  }
  if (!plan.empty()) {
    log().warn("[data] {}: {} of its photos are not in {}, such as {}", file.string(), plan.size(),
               source.folder.string(), plan.begin()->first);
  }
  return used;
}

/// The shares that a pinned split comes to.
SplitRatios shares_of(const SplitPlan& plan) {
  std::array<double, kSplitNames.size()> counts{};
  for (const auto& [name, split] : plan) counts[static_cast<std::size_t>(split)] += 1;
  const double total = std::max<double>(1, static_cast<double>(plan.size()));
  return {counts[0] / total, counts[1] / total, counts[2] / total, counts[3] / total};
}

}  // namespace

BuiltDataSet make_dataset(const MakeDatasetOptions& options) {
  check(options);
  SplitOptions split = resolve_split(options);
  const bool is_drawn = options.source == "synthetic";
  const fs::path raw = options.raw.value_or(is_drawn ? "data/raw_synthetic" : "data/raw");
  if (is_drawn) draw_synthetic_pets(raw, options.count, split.seed);

  RawSource source = read_oxford(raw);
  source.kind = options.source;
  SplitPlan plan;
  if (options.split_file.empty()) {
    plan = plan_split(source.photos, split);
  } else {
    plan = read_pinned_split(options.split_file, source);
    split.ratios = shares_of(plan);
  }
  return build_data_set(source, plan, {options.out, options.size, split.seed, split.ratios});
}

}  // namespace petseg
