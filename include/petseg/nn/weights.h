#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "petseg/nn/state_dict.h"

namespace petseg {

/// The tensors of a .safetensors or .pth file, told apart by content. The file is not trusted.
/// Throws IoError when it cannot be read, DataError when its content cannot be used.
StateDict read_weights(const std::filesystem::path& path);

/// A file of pretrained encoder weights as its publisher made it.
struct PublishedWeights {
  std::string_view file = {};          ///< its name, also in the weights cache
  std::string_view sha256 = {};        ///< its first 8 to 64 digits, lower-case hexadecimal
  std::string_view url = {};           ///< where it is published; empty where only a package has it
  std::string_view pip_package = {};   ///< "name==version" of a Python package that carries it …
  std::string_view package_file = {};  ///< … as this file below site-packages
  /// Reads weights of the same network as Keras saves them, under the publisher's names; null where
  /// that cannot be read.
  StateDict (*read_keras)(const std::filesystem::path&) = nullptr;
};

/// Where the weights of a setup's `encoder_weights` are. A path stands for itself ("none" is the
/// caller's business). "imagenet" is the published file: the one in `cache_folder()/weights`, else
/// the one of an installed Python package, else it is fetched into the cache, with progress, and a
/// later call goes on where an interrupted one ended. Throws IoError that says which file is
/// missing, where to put it and how to do without.
std::filesystem::path find_encoder_weights(const std::string& choice,
                                           const PublishedWeights& published);

/// Reads them; a path may also name a Keras file (HDF5). Throws DataError too when "imagenet" finds
/// a file with another SHA-256 than the published one's.
StateDict read_encoder_weights(const std::string& choice, const PublishedWeights& published);

}  // namespace petseg
