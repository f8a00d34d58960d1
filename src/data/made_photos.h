#pragma once

#include <vector>

#include "petseg/core/files.h"
#include "petseg/data/category_rule.h"

#include "data/photo_preparation.h"

namespace petseg {

/// How many photos each category still lacks, in the order of the rules; 0 where it makes none.
std::vector<std::size_t> count_missing(const std::vector<PreparedPhoto>& photos,
                                       const std::vector<CategoryRule>& rules);

/// Makes the photos that categories lack, of the debugging photos (whose files are in their place),
/// and stages them. Corruptions take cats and dogs in turn. Composites take each pair at most once,
/// no host twice before all that work out have been taken, and as many dogs put to cats as cats put
/// to dogs if they can. As many are made as the photos allow. The same photos and seed give the
/// same.
std::vector<PreparedPhoto> make_photos(const std::vector<PreparedPhoto>& photos,
                                       const std::vector<CategoryRule>& rules, int seed,
                                       const EarlierDataSet& earlier, const AtomicFolder& folder);

}  // namespace petseg
