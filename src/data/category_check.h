#pragma once

#include <vector>

#include "petseg/data/category_rule.h"
#include "petseg/data/data_set_builder.h"

namespace petseg {

/// Holds the rules of the debugging set against the photos that the sources list. Throws
/// ConfigError for a rule that has neither a criterion nor a fill where no photo has the condition
/// of its name: it could never have a photo. Breeds that no photo is of are logged as warnings: a
/// smaller copy of the data may be at hand.
void check_categories(const std::vector<CategoryRule>& rules,
                      const std::vector<SourceInput>& sources);

}  // namespace petseg
