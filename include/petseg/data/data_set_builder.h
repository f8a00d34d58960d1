#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "petseg/data/manifest.h"
#include "petseg/data/split.h"
#include "petseg/sources/raw_photo.h"

namespace petseg {

struct BuildOptions {
  std::filesystem::path out;
  int size = 0;  ///< pixels of the longer side, for larger photos; 0 keeps every photo's own size
  int seed = 42;
  SplitRatios ratios;  ///< of the plan, for summary.json
};

struct BuiltDataSet {
  DataSet data_set;
  std::vector<RejectedFile> rejected;  ///< in the order of their names
};

/// Reads the photos of a raw source and writes the data set: `train_set, valid_set, test_set` with
/// `images` and `masks`, `debugging_set/<category>` likewise, `manifest.jsonl`, `rejected.jsonl`
/// and `summary.json`. Bytes of a sound JPEG are copied, other photos become a JPEG; masks are PNGs
/// of class ids. The category `cats_and_dogs` is composed from the debugging photos of both.
///
/// The folder appears whole or not at all; an earlier data set there is replaced only then. Throws
/// ConfigError when `out` holds something else than a data set or a usable photo is missing from
/// the plan, DataError when no photo is usable, IoError when it cannot write.
BuiltDataSet build_data_set(const RawSource& source, const SplitPlan& plan,
                            const BuildOptions& options);

}  // namespace petseg
