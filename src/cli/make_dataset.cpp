#include "petseg/commands/make_dataset.h"

#include <map>
#include <memory>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/validators.h"

namespace petseg {
namespace {

/// Photos of one row of the table, by species.
using SpeciesCounts = std::array<int, 3>;

void print(const BuiltDataSet& built) {
  std::map<std::string, SpeciesCounts> rows;
  SpeciesCounts total{};
  for (const PhotoRecord& photo : built.data_set.photos) {
    const std::string row = photo.category.empty() ? std::string(split_name(photo.split))
                                                   : "debugging/" + photo.category;
    ++rows[row][static_cast<std::size_t>(photo.species)];
    ++total[static_cast<std::size_t>(photo.species)];
  }

  const auto print_row = [](const std::string& name, const SpeciesCounts& counts) {
    fmt::print("{:<24}{:>6}{:>6}{:>6}\n", name, counts[0], counts[1], counts[2]);
  };
  fmt::print("{:<24}{:>6}{:>6}{:>6}\n", "photos", "cat", "dog", "both");
  for (const char* split : {"train", "valid", "test"}) print_row(split, rows[split]);
  for (const auto& [name, counts] : rows) {
    if (name.starts_with("debugging/")) print_row(name, counts);
  }
  print_row("all", total);
  for (const RejectedFile& file : built.rejected) {
    fmt::print("rejected  {}: {}\n", file.file, file.reason);
  }
  fmt::print("data set  {}\n", built.data_set.folder.string());
  fmt::print("digest    {}\n", built.data_set.digest);
}

/// "0.7,0.08,0.15,0.07" in the order of SplitRatios.
void set_ratios(MakeDatasetOptions& options, const std::vector<double>& shares) {
  options.ratios = SplitRatios{shares[0], shares[1], shares[2], shares[3]};
}

}  // namespace

void add_make_dataset(CLI::App& app) {
  const auto options = std::make_shared<MakeDatasetOptions>();
  auto* command = app.add_subcommand(
      "make-dataset", "Turn annotated photos into training, validation, test and debugging sets");
  command
      ->add_option("--source", options->source,
                   "oxford: --raw has the layout of the Oxford-IIIT Pet data set; synthetic: "
                   "cats and dogs are drawn there first")
      ->check(CLI::IsMember({"oxford", "synthetic"}))
      ->capture_default_str();
  command->add_option("--raw", options->raw,
                      "folder of the raw photos [data/raw; data/raw_synthetic for synthetic]");
  command->add_option("--out", options->out, "folder of the data set; an earlier one is replaced")
      ->capture_default_str();
  command->add_option("--seed", options->seed, "seed of the splits and of all that is made [42]")
      ->check(not_negative());
  command
      ->add_option_function<std::vector<double>>(
          "--split", [options](const auto& shares) { set_ratios(*options, shares); },
          "shares of train, valid, test and debugging [0.70,0.08,0.15,0.07]")
      ->delimiter(',')
      ->expected(4)
      ->type_name("T,V,S,D")
      ->type_size(1);
  command->add_option("--split_file,--split-file", options->split_file,
                      "JSON that pins the split of each photo by name");
  command
      ->add_option("--holdout_breeds,--holdout-breeds", options->holdout_breeds,
                   "breeds that go to the test set as a whole: a,b")
      ->delimiter(',');
  command->add_option("--train_args,--train-args", options->train_args,
                      "setup.json whose splits and random_seed hold where no flag says otherwise");
  command
      ->add_option("--size", options->size,
                   "pixels of the longer side of larger photos; 0 keeps every photo as it is")
      ->check(not_negative())
      ->capture_default_str();
  command->add_option("--count", options->count, "photos to draw (--source synthetic)")
      ->check(positive())
      ->capture_default_str();
  command->footer("Example: petseg make-dataset --raw data/raw --out data/preprocessed --seed 42");
  command->callback([options] { print(make_dataset(*options)); });
}

}  // namespace petseg
