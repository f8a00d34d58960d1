#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "petseg/data/data_set_builder.h"

#include "data/photo_preparation.h"

namespace petseg {

/// All that the lists of a data set tell.
struct DataSetContent {
  const std::vector<PreparedPhoto>& photos;  ///< in the order of the manifest
  const std::vector<SourceInput>& sources;
  const BuildOptions& options;
  const BuiltDataSet& built;
};

/// Where the rejected files are listed when no data set is made.
std::filesystem::path rejected_path(const std::filesystem::path& out);

/// The lines of rejected.jsonl.
std::string rejected_lines(const std::vector<Rejection>& rejected);

/// Writes manifest.jsonl, rejected.jsonl, duplicates.jsonl, summary.json and dataset.html into the
/// new folder. Returns false, and may leave some out, when the earlier data set in its place says
/// the same.
bool write_lists(const DataSetContent& content, const AtomicFolder& folder);

}  // namespace petseg
