#include "petseg/commands/make_dataset.h"

#include <array>
#include <map>
#include <memory>
#include <numeric>

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/data/data_set_check.h"

#include "cli/commands.h"
#include "cli/validators.h"

namespace petseg {
namespace {

constexpr std::size_t kShownLines = 10;  // of rejected files and of leaks; all stand in the lists

/// Photos of one row of the table, by species.
using SpeciesCounts = std::array<int, 3>;

void print_row(std::string_view name, const SpeciesCounts& counts) {
  fmt::print("{:<24}{:>7}{:>7}{:>7}{:>7}\n", name, counts[0], counts[1], counts[2],
             std::accumulate(counts.begin(), counts.end(), 0));
}

/// Real photos by split, then those that are made of them.
void print_photos(const BuiltDataSet& built, bool dry_run) {
  std::map<Split, SpeciesCounts> splits;
  SpeciesCounts real{};
  SpeciesCounts made{};
  for (const PhotoRecord& photo : built.data_set.photos) {
    const auto species = static_cast<std::size_t>(photo.species);
    const bool is_real = photo.made.empty();
    if (is_real) ++splits[photo.split][species];
    ++(is_real ? real : made)[species];
  }
  fmt::print("{:<24}{:>7}{:>7}{:>7}{:>7}\n", "photos", "cat", "dog", "both", "all");
  for (const auto& [split, counts] : splits) print_row(split_name(split), counts);
  print_row("real photos", real);
  if (!dry_run) return print_row("made photos", made);
  std::size_t to_make = 0;  // what they will show is not known yet
  for (const CategoryCount& count : built.categories) to_make += count.made;
  fmt::print("{:<24}{:>7}{:>7}{:>7}{:>7}\n", "photos to make", "-", "-", "-", to_make);
}

void print_categories(const BuiltDataSet& built, bool dry_run) {
  if (built.categories.empty()) return;
  fmt::print("\n{:<24}{:>7}{:>9}{:>9}\n", "debugging set", "real", dry_run ? "to make" : "made",
             "wanted");
  for (const CategoryCount& count : built.categories) {
    const std::string wanted = count.wanted > 0 ? std::to_string(count.wanted) : "-";
    fmt::print("{:<24}{:>7}{:>9}{:>9}{}\n", count.name, count.real, count.made, wanted,
               count.real + count.made == 0 ? "  (empty)" : "");
  }
}

void print_rejected(const BuiltDataSet& built) {
  if (!built.rejected.empty()) fmt::print("\n");
  for (std::size_t i = 0; i < std::min(built.rejected.size(), kShownLines); ++i) {
    const RejectedFile& file = built.rejected[i].file;
    fmt::print("rejected  {}: {}\n", file.file, file.reason);
  }
  if (built.rejected.size() > kShownLines) {
    fmt::print("rejected  … and {} more, see rejected.jsonl\n",
               built.rejected.size() - kShownLines);
  }
}

void print_duplicates(const BuiltDataSet& built) {
  std::size_t leaks = 0;
  for (const DuplicatePair& pair : built.duplicates) {
    if (!pair.leaks() || ++leaks > kShownLines) continue;
    fmt::print("leak      {} ~ {}\n", pair.first, pair.second);
  }
  if (leaks > kShownLines) fmt::print("leak      … and {} more\n", leaks - kShownLines);
  fmt::print("\nnear-duplicates  {} pairs, {} of them across splits\n", built.duplicates.size(),
             leaks);
}

void print(const BuiltDataSet& built, bool dry_run) {
  print_photos(built, dry_run);
  print_categories(built, dry_run);
  print_rejected(built);
  print_duplicates(built);
  const std::string folder = built.data_set.folder.string();
  if (dry_run) {
    fmt::print("dry run          {} was not touched\n", folder);
    return;
  }
  fmt::print("data set         {}{}\n", folder, built.unchanged ? " (unchanged)" : "");
  fmt::print("to look at       {}/dataset.html\n", folder);
  fmt::print("digest           {}\n", built.data_set.digest);
}

void check(const std::filesystem::path& folder) {
  const DataSetCheck found = check_data_set(folder);
  for (const std::string& problem : found.problems) fmt::print("{}\n", problem);
  if (!found.problems.empty()) {
    throw DataError(
        fmt::format("{}: is not what its manifest says, in {} places; make it anew with "
                    "petseg make-dataset",
                    folder.string(), found.problems.size()));
  }
  fmt::print("{}: {} photos as the manifest says\ndigest {}\n", folder.string(), found.photos,
             found.digest);
}

/// "0.7,0.08,0.15,0.07" in the order of SplitRatios.
void set_ratios(MakeDatasetOptions& options, const std::vector<double>& shares) {
  options.ratios = SplitRatios{shares[0], shares[1], shares[2], shares[3]};
}

void add_source_flags(CLI::App& command, MakeDatasetOptions& options) {
  command.add_option("--config", options.config,
                     "dataset.json: sources, split and debugging set; a path or a name in config/ "
                     "[config/dataset.json where it exists]");
  command
      .add_option("--source", options.source,
                  "one source instead of the file's: oxford, label_studio, masks, coco, or "
                  "synthetic (cats and dogs are drawn)")
      ->check(one_of(source_types()));
  command.add_option("--raw", options.raw, "its folder [data/raw; data/raw_synthetic]");
  command.add_option("--annotations", options.annotations,
                     "label_studio, coco: the export [annotations.json; the only *.json]");
  command.add_option("--classes", options.classes,
                     "masks: JSON of the masks' values [classes.json in --raw]");
  command.add_flag("--download", options.download,
                   "oxford: fetch the Oxford-IIIT Pet data set (about 800 MB) where it is missing");
  command.add_option("--count", options.count, "synthetic: photos to draw [600]")->check(count());
}

void add_split_flags(CLI::App& command, MakeDatasetOptions& options) {
  command.add_option("--seed", options.seed, "of the splits and of all that is made [42]")
      ->check(not_negative());
  command
      .add_option_function<std::vector<double>>(
          "--split", [&options](const auto& shares) { set_ratios(options, shares); },
          "shares of train, valid, test and debugging [0.70,0.08,0.15,0.07]")
      ->delimiter(',')
      ->expected(4)
      ->type_name("T,V,S,D")
      ->type_size(1)
      ->check(share().description(""));
  command.add_option("--split_file,--split-file", options.split_file,
                     "JSON that pins the split of each photo by name");
  command.add_flag("--official_split,--official-split", options.official,
                   "the test set is Oxford's own (annotations/test.txt)");
  command
      .add_option("--holdout_breeds,--holdout-breeds", options.holdout_breeds,
                  "breeds that go to the test set as a whole: a,b")
      ->delimiter(',');
  command.add_option("--train_args,--train-args", options.train_args,
                     "setup.json whose splits and random_seed hold where no flag says otherwise");
}

void add_photo_flags(CLI::App& command, MakeDatasetOptions& options) {
  command
      .add_option(
          "--border", options.border,
          "what becomes of the border around Oxford's pets: pet, ignore or background [pet]")
      ->check(one_of({"pet", "ignore", "background"}));
  command
      .add_option("--size", options.size,
                  "pixels of the longer side of larger photos; 0 keeps every photo as it is [0]")
      ->check(not_negative());
  command
      .add_option("--max_rejected,--max-rejected", options.max_rejected,
                  "share of a source's photos that may be rejected [0.05]")
      ->check(share());
  command
      .add_option("--max_megapixels,--max-megapixels", options.max_megapixels,
                  "larger photos are rejected before they are decoded [100]")
      ->check(number("MEGAPIXELS", "a number above 0 and at most 10000",
                     [](double value) { return value > 0 && value <= 10000; }));
}

}  // namespace

void set_up_make_dataset(CLI::App& command) {
  const auto options = std::make_shared<MakeDatasetOptions>();
  const auto only_check = std::make_shared<bool>(false);
  add_source_flags(command, *options);
  command.add_option("--out", options->out, "folder of the data set; an earlier one is replaced")
      ->capture_default_str();
  add_split_flags(command, *options);
  add_photo_flags(command, *options);
  command.add_flag("--dry_run,--dry-run", options->dry_run,
                   "say what would happen; nothing is kept");
  command.add_flag("--check", *only_check,
                   "hold the data set in --out against its manifest, and make nothing");
  command.footer("Example: petseg make-dataset --raw data/raw --out data/preprocessed --seed 42");
  command.callback([options, only_check] {
    if (*only_check && options->dry_run) {
      throw ConfigError("--check and --dry_run: neither makes a data set; give one of them");
    }
    if (*only_check) {
      check(options->out);
    } else {
      print(make_dataset(*options), options->dry_run);
    }
  });
}

}  // namespace petseg
