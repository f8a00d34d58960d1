#pragma once

#include <vector>

#include "petseg/core/files.h"
#include "petseg/data/data_set_builder.h"

#include "data/earlier_data_set.h"
#include "data/photo_preparation.h"

namespace petseg {

struct PhotoCollection {
  std::vector<PreparedPhoto> photos;  ///< in the order of sources and names
  std::vector<Rejection> rejected;    ///< in the order of sources and files
};

/// Prepares the photos of all sources, on all processors. Where two have the same name, the later
/// one gets its source's before it. Throws DataError when a source has too many rejected photos, or
/// none is left.
PhotoCollection collect_photos(const std::vector<SourceInput>& sources, const BuildOptions& options,
                               const EarlierDataSet& earlier, const AtomicFolder& folder);

}  // namespace petseg
