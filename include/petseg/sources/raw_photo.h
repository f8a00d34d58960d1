#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "petseg/core/classes.h"
#include "petseg/sources/truth_reader.h"

namespace petseg {

/// Where the authors of a data set put a photo.
enum class OfficialSplit { kNone, kTrainval, kTest };

/// A photo and its truth as a raw source lists them, not read yet.
struct RawPhoto {
  std::string name;   ///< unique in its source: the file name without its ending
  std::string image;  ///< a path below the source's folder, or an http(s) URL
  /// The file that holds the truth, below the source's folder; empty where `annotation` holds it.
  std::string truth_file;
  std::string annotation;          ///< the truth itself, in the form that the source's reader takes
  std::string breed;               ///< empty where the source does not know it
  std::optional<Species> species;  ///< as the source says; without a value, as the mask says
  std::string condition;           ///< under which it was taken ("dark"), or empty
  OfficialSplit official = OfficialSplit::kNone;
};

/// A file that cannot become part of a data set, and why: a line of rejected.jsonl.
struct RejectedFile {
  std::string file;  ///< below the source's folder
  std::string reason;
};

/// What a raw source holds.
struct RawSource {
  std::string kind;  ///< "oxford"
  std::filesystem::path folder;
  std::vector<RawPhoto> photos;  ///< in the order of their names
  std::vector<RejectedFile> rejected;
  std::shared_ptr<const TruthReader> truth;
};

}  // namespace petseg
