#pragma once

#include <string>

#include "petseg/data/manifest.h"

#include "core/json.h"

namespace petseg {

inline constexpr const char* kManifestFile = "manifest.jsonl";
inline constexpr const char* kSummaryFile = "summary.json";
inline constexpr const char* kRejectedFile = "rejected.jsonl";
inline constexpr const char* kDuplicatesFile = "duplicates.jsonl";
inline constexpr const char* kPageFile = "dataset.html";
inline constexpr int kDataSetSchema = 2;

/// A line of manifest.jsonl and back. Reading throws DataError with `where` (file and line).
Json to_json(const PhotoRecord& photo);
PhotoRecord photo_from_json(const Json& json, const std::string& where);

}  // namespace petseg
