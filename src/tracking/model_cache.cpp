#include "tracking/model_cache.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <thread>

#include <fcntl.h>
#include <fmt/format.h>

#include "petseg/core/byte_progress.h"
#include "petseg/core/cache_folder.h"
#include "petseg/core/digest.h"
#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/log.h"
#include "petseg/core/sha256.h"
#include "petseg/core/stop_signal.h"

#include "core/descriptor.h"
#include "tracking/artifact_path.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

/// The SHA-256 of the weights, in a copy's folder.
constexpr const char* kDigestFile = "model.safetensors.sha256";
/// MLflow's description of a model names the run and the time.
constexpr const char* kDescription = "MLmodel";
constexpr std::uint64_t kMaxSmallFile = std::uint64_t{16} << 20;

const ArtifactFile* find(const std::vector<ArtifactFile>& files, const std::string& path) {
  const auto found = std::ranges::find(files, path, &ArtifactFile::path);
  return found != files.end() && !found->is_folder ? &*found : nullptr;
}

/// Of one address; waits as long as another process has it.
class CacheLock {
 public:
  explicit CacheLock(const fs::path& path) : file_(path, O_RDWR | O_CREAT | O_CLOEXEC) {
    for (bool is_told = false; !file_.lock(); is_told = true) {
      if (!is_told) log().info("[model] another petseg fetches this model; waiting for it");
      throw_if_stopped();
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
  }

 private:
  Descriptor file_;
};

class CachedModel {
 public:
  CachedModel(ArtifactStore& store, const std::string& server, std::string folder,
              const std::vector<ArtifactFile>& files)
      : store_(store),
        folder_(std::move(folder)),
        address_(fmt::format("{}\n{}\n{}\n", server, store.name(), folder_)),
        files_(files) {}

  fs::path get() {
    const fs::path cache = cache_folder() / "models";
    const ArtifactFile& weights = *find(files_, joined_path(folder_, kWeightsFile));
    const fs::path place = cache / sha256(address_).substr(0, 32);
    make_folder(cache);
    const CacheLock lock(place.string() + ".lock");
    const AtomicFolder small(place);
    const std::string model = fetch_small(kModelFile, small.path());
    const std::string description = fetch_small(kDescription, small.path());
    const std::string key =
        sha256(fmt::format("{}{}\n{}\n{}\n{}", address_, weights.bytes, weights.version,
                           sha256(model), sha256(description)));
    const fs::path entry = cache / key.substr(0, 32);
    if (!is_sound(entry, weights.bytes)) fetch(entry, model, weights);
    return entry;
  }

 private:
  /// Empty where there is none.
  std::string fetch_small(const char* name, const fs::path& target) {
    const ArtifactFile* const file = find(files_, joined_path(folder_, name));
    if (file == nullptr) return "";
    if (file->bytes > kMaxSmallFile) {
      throw DataError(fmt::format("{}: {}: {}, more than the {} that are accepted", store_.name(),
                                  file->path, bytes_text(file->bytes), bytes_text(kMaxSmallFile)));
    }
    store_.download(file->path, target / name);
    return read_file(target / name, kMaxSmallFile);
  }

  static bool is_sound(const fs::path& entry, std::uint64_t bytes) {
    std::error_code missing;
    if (!fs::exists(entry / kModelFile, missing)) return false;
    try {
      if (fs::file_size(entry / kWeightsFile, missing) == bytes && !missing &&
          file_digest(entry / kWeightsFile, DigestKind::kSha256).hex ==
              read_file(entry / kDigestFile, kMaxSmallFile)) {
        return true;
      }
    } catch (const IoError& error) {
      log().debug("[model] {}", error.what());
    }
    log().warn("[model] {}: the copy is damaged; the model is fetched again", entry.string());
    return false;
  }

  void fetch(const fs::path& entry, const std::string& model, const ArtifactFile& weights) {
    check_free_space(entry.parent_path(), weights.bytes);
    log().info("[model] {} from {}", bytes_text(weights.bytes), store_.name());
    AtomicFolder copy(entry);
    const fs::path file = copy.path() / kWeightsFile;
    ByteProgress line(kWeightsFile, weights.bytes);
    const auto before = std::exchange(store_.on_progress, [&](std::uint64_t n) { line.show(n); });
    store_.download(weights.path, file);
    store_.on_progress = before;
    if (fs::file_size(file) != weights.bytes) {
      throw IoError(fmt::format("{}: {}: {} bytes have come, expected {}", store_.name(),
                                weights.path, fs::file_size(file), weights.bytes));
    }
    copy.write(kModelFile, model);
    copy.write(kDigestFile, file_digest(file, DigestKind::kSha256).hex);
    copy.commit();
  }

  ArtifactStore& store_;
  std::string folder_, address_;
  const std::vector<ArtifactFile>& files_;
};

}  // namespace

fs::path cached_model(ArtifactStore& store, const std::string& server, const std::string& folder,
                      const std::vector<ArtifactFile>& files) {
  try {
    return CachedModel(store, server, folder, files).get();
  } catch (const IoError&) {
    throw_if_stopped();  // which is what cut the transfer
    throw;
  }
}

}  // namespace petseg
