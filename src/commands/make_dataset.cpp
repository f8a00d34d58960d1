#include "petseg/commands/make_dataset.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/core/log.h"
#include "petseg/train/setup.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

constexpr const char* kConfigFile = "dataset.json";

DatasetConfig read_config(const std::string& name) {
  if (!name.empty()) return read_dataset_config(name);
  return fs::exists(fs::path("config") / kConfigFile) ? read_dataset_config(kConfigFile)
                                                      : DatasetConfig{};
}

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

void set_ratios(DatasetConfig& config, const SplitRatios& ratios) {
  config.train = ratios.train;
  config.valid = ratios.valid;
  config.test = ratios.test;
  config.debugging = ratios.debugging;
}

SplitRatios ratios_of(const DatasetConfig& config) {
  return {config.train, config.valid, config.test, config.debugging};
}

/// The sources that flags ask for instead of the file's.
void set_sources(DatasetConfig& config, const MakeDatasetOptions& options) {
  const bool from_flags = !options.source.empty() || options.raw || options.download ||
                          options.count || !options.annotations.empty() || !options.classes.empty();
  if (!from_flags) return;
  SourceConfig source;
  if (!options.source.empty()) source.type = options.source;
  source.path = source.type == "synthetic" ? "data/raw_synthetic" : "data/raw";
  if (options.raw) source.path = options.raw->string();
  source.download = options.download;
  source.annotations = options.annotations;
  source.classes = options.classes;
  if (options.count) source.count = *options.count;

  std::vector<std::string> given;
  if (options.download) given.push_back("download");
  if (options.count) given.push_back("count");
  if (!options.annotations.empty()) given.push_back("annotations");
  if (!options.classes.empty()) given.push_back("classes");
  check_source(source, given, "--source " + source.type);
  config.sources = {source};
  if (source.type == "oxford") config.sources.push_back(new_data_of(source.path));
}

void check_together(const DatasetConfig& config, const MakeDatasetOptions& options) {
  check_ratios(ratios_of(config), options.ratios || config.file.empty() ? std::string("--split")
                                                                        : config.file + ": /split");
  if (config.official && config.test >= 1) {
    throw ConfigError(
        "--official_split: a test share of 1 leaves nothing to share out; the test set is given");
  }
  const bool splits_otherwise = options.ratios || !config.holdout_breeds.empty() || config.official;
  if (!config.split_file.empty() && splits_otherwise) {
    throw ConfigError(
        "--split_file: says already where each photo belongs; leave out --split, "
        "--holdout_breeds and --official_split");
  }
}

/// The pinned split of the photos at hand. Names that none of them has are no error: a smaller copy
/// of the data may be at hand.
PinnedSplit read_pinned_split(const fs::path& file, const std::vector<SourceInput>& sources) {
  PinnedSplit split = read_split_file(file);
  PinnedSplit used;
  for (const SourceInput& source : sources) {
    for (const RawPhoto& photo : source.raw.photos) {
      const auto found = split.extract(photo.name);
      if (!found.empty()) used[photo.name] = found.mapped();
    }
  }
  if (!split.empty()) {
    log().warn("[data] {}: {} of its photos are not in the sources, such as {}", file.string(),
               split.size(), split.begin()->first);
  }
  return used;
}

/// The shares that a pinned split comes to.
SplitRatios shares_of(const PinnedSplit& split) {
  std::array<double, kSplitNames.size()> counts{};
  for (const auto& [name, part] : split) counts[static_cast<std::size_t>(part)] += 1;
  const double total = std::max<double>(1, static_cast<double>(split.size()));
  return {counts[0] / total, counts[1] / total, counts[2] / total, counts[3] / total};
}

BorderRule border_rule(const std::string& word) {
  if (word == "ignore") return BorderRule::kIgnore;
  return word == "background" ? BorderRule::kBackground : BorderRule::kPet;
}

std::optional<Split> use_of(const SourceConfig& source) {
  const auto found = std::ranges::find(kSplitNames, source.use);
  if (found == kSplitNames.end()) return {};
  return static_cast<Split>(found - kSplitNames.begin());
}

/// The type, with a number where another source has that name.
std::string name_of(const SourceConfig& source, const std::vector<SourceInput>& others) {
  const std::string wanted = source.name.empty() ? source.type : source.name;
  std::string name = wanted;
  for (int i = 2; std::ranges::find(others, name, &SourceInput::name) != others.end(); ++i) {
    name = fmt::format("{}-{}", wanted, i);
  }
  return name;
}

void check_sources(const DatasetConfig& config) {
  std::set<std::pair<std::string, std::string>> seen;
  for (const SourceConfig& source : config.sources) {
    if (source.path.empty()) throw ConfigError("--raw: an empty path; name the source's folder");
    if (seen.emplace(source.type, fs::path(source.path).lexically_normal().string()).second)
      continue;
    throw ConfigError(fmt::format("{}: /sources: {} {} stands twice; keep one", config.file,
                                  source.type, source.path));
  }
}

std::vector<SourceInput> read_sources(const DatasetConfig& config) {
  check_sources(config);
  std::vector<SourceInput> sources;
  for (const SourceConfig& source : config.sources) {
    if (source.optional && !fs::exists(source.path)) continue;
    const std::string name = name_of(source, sources);
    sources.push_back(
        {name, read_source(source, {border_rule(config.border), config.seed}), use_of(source)});
  }
  return sources;
}

BuildOptions build_options(const DatasetConfig& config, const MakeDatasetOptions& options,
                           const std::vector<SourceInput>& sources) {
  BuildOptions build;
  build.out = options.out;
  build.split = {ratios_of(config), config.seed, config.holdout_breeds, config.official};
  if (!config.split_file.empty()) {
    build.pinned = read_pinned_split(config.split_file, sources);
    build.split.ratios = shares_of(*build.pinned);
  }
  build.categories = config.categories;
  build.border = config.border;
  build.size = config.size;
  build.max_pixels = static_cast<std::int64_t>(config.max_megapixels * 1e6);
  build.max_rejected = config.max_rejected;
  build.dry_run = options.dry_run;
  return build;
}

}  // namespace

DatasetConfig resolve_dataset_config(const MakeDatasetOptions& options) {
  DatasetConfig config = read_config(options.config);
  set_sources(config, options);
  if (!options.train_args.empty()) {
    const Setup setup = read_setup_as_written(options.train_args);
    config.seed = setup.random_seed;
    set_ratios(config, ratios_of(setup));
  }
  if (options.seed) config.seed = *options.seed;
  if (options.ratios) set_ratios(config, *options.ratios);
  if (!options.holdout_breeds.empty()) config.holdout_breeds = options.holdout_breeds;
  if (!options.split_file.empty()) config.split_file = options.split_file.string();
  if (options.official) config.official = true;
  if (options.size) config.size = *options.size;
  if (!options.border.empty()) config.border = options.border;
  if (options.max_rejected) config.max_rejected = *options.max_rejected;
  if (options.max_megapixels) config.max_megapixels = *options.max_megapixels;
  check_together(config, options);
  return config;
}

BuiltDataSet make_dataset(const MakeDatasetOptions& options) {
  const DatasetConfig config = resolve_dataset_config(options);
  const std::vector<SourceInput> sources = read_sources(config);
  return build_data_set(sources, build_options(config, options, sources));
}

}  // namespace petseg
