#pragma once

#include "petseg/core/files.h"
#include "petseg/data/dataset_page.h"

#include "data/data_set_lists.h"

namespace petseg {

/// What dataset.html shows of a data set: photos that have a thumbnail, which are made here where
/// debugging photos or near-duplicates have none yet.
DatasetPage page_content(const DataSetContent& content, const AtomicFolder& folder);

}  // namespace petseg
