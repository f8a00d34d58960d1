#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "petseg/data/manifest.h"

namespace petseg {

/// A photo and its truth as a raw source lists them, not read yet.
struct RawPhoto {
  std::string name;             ///< unique in its source: the file name without its ending
  std::filesystem::path image;  ///< below the source's folder
  std::filesystem::path mask;   ///< likewise
  std::string breed;
  Species species = Species::kCat;
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
};

}  // namespace petseg
