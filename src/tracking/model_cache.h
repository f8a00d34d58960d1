#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "petseg/tracking/artifact_store.h"

namespace petseg {

/// What petseg reads of a model's folder.
inline constexpr const char* kModelFile = "model.json";
inline constexpr const char* kWeightsFile = "model.safetensors";

/// The local copy of a model that is in a store: a folder below cache_folder() with the two files.
/// `files`: what the store's `folder` holds, both of them included. `server`: that of the store,
/// whose address may not name it.
///
/// A copy belongs to the address, what the small files say, and the size (and version, where the
/// store names one) of the weights; it is made once, and its size and SHA-256 are checked each time
/// it is used. Processes that want the same one wait for the first. Throws IoError, and Stopped on
/// a stop signal.
std::filesystem::path cached_model(ArtifactStore& store, const std::string& server,
                                   const std::string& folder,
                                   const std::vector<ArtifactFile>& files);

}  // namespace petseg
