#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "petseg/data/category_rule.h"
#include "petseg/data/manifest.h"
#include "petseg/data/split.h"
#include "petseg/sources/raw_photo.h"

namespace petseg {

/// A raw source and what becomes of its photos.
struct SourceInput {
  std::string name;  ///< "oxford"; unique
  RawSource raw;
  std::optional<Split> use;  ///< the one split that all of its photos go to
};

struct BuildOptions {
  std::filesystem::path out;
  SplitOptions split;
  std::optional<PinnedSplit> pinned;  ///< instead of the split that would be planned
  std::vector<CategoryRule> categories = default_categories();
  std::string border = "pet";  ///< what became of Oxford's borders, for the summary
  int size = 0;  ///< pixels of the longer side, for larger photos; 0 keeps every photo's own size
  std::int64_t max_pixels = 100'000'000;  ///< of a photo; larger ones are rejected
  double max_rejected = 0.05;             ///< of a source's photos
  bool dry_run = false;                   ///< says what would happen, and leaves `out` alone
};

/// A photo that cannot become part of the data set: a line of rejected.jsonl.
struct Rejection {
  std::string source;
  RejectedFile file;
};

/// Two photos that show the same picture, by their files in the data set.
struct DuplicatePair {
  std::string first, second;
  Split first_split, second_split;
  int distance;  ///< of their perceptual hashes

  /// What is learnt from one is scored on the other.
  bool leaks() const { return first_split != second_split; }
};

/// A category of the debugging set by numbers.
struct CategoryCount {
  std::string name;
  std::size_t real = 0;
  std::size_t made = 0;    ///< in a dry run: would be made, if the photos allow
  std::size_t wanted = 0;  ///< 0 where no rule says so
};

struct BuiltDataSet {
  DataSet data_set;                 ///< in a dry run without digest and made photos
  std::vector<Rejection> rejected;  ///< in the order of sources and files
  std::vector<DuplicatePair> duplicates;
  std::vector<CategoryCount> categories;  ///< in the order of the rules
  bool unchanged = false;  ///< the earlier data set was the same, and was left as it is
};

/// Reads the photos of raw sources and writes the data set: `train_set, valid_set, test_set` with
/// `images` and `masks`, `debugging_set/<category>` likewise, `manifest.jsonl`, `rejected.jsonl`,
/// `duplicates.jsonl`, `summary.json`, and `dataset.html` to look at. Bytes of a sound upright JPEG
/// are copied, other photos become a JPEG; masks are PNGs of class ids.
///
/// The folder appears whole or not at all; an earlier data set there is replaced only then, and
/// photos that have not changed are taken over from it. The same sources and options give the same
/// bytes, whatever the number of threads. Throws ConfigError when `out` holds something else than a
/// data set or lies among raw photos, a category can have no photo, or a usable photo is missing
/// from the pinned split, DataError when no photo is usable or a source has too many rejected ones
/// (which are then listed in `<out>-rejected.jsonl`), IoError when it cannot write.
BuiltDataSet build_data_set(const std::vector<SourceInput>& sources, const BuildOptions& options);

}  // namespace petseg
