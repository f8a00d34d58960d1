#pragma once

#include <string>
#include <vector>

#include "petseg/data/data_set_builder.h"

#include "core/json.h"
#include "data/photo_writer.h"

namespace petseg {

/// SHA-256 over the hashes of photos and masks and where each belongs: the same for the same
/// content, whatever the names, paths and time.
std::string content_digest(const std::vector<WrittenPhoto>& photos);

/// summary.json: how a data set was made, its counts by split, species, breed and category, the
/// share of each class in its pixels, and its digest.
Json summarize(const std::vector<WrittenPhoto>& photos, const RawSource& source,
               const BuildOptions& options, std::size_t rejected);

}  // namespace petseg
