#include "petseg/sources/oxford_download.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>

#include "petseg/core/archive.h"
#include "petseg/core/download.h"
#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/log.h"

#include "core/descriptor.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

/// Stands in each folder that was unpacked, and says from what.
constexpr const char* kMark = ".petseg-download";

std::string mark_of(const OxfordArchive& archive) {
  return fmt::format("{}.tar.gz {} {}\n", archive.part, digest_name(archive.digest.kind),
                     archive.digest.hex);
}

bool is_unpacked(const fs::path& folder, const OxfordArchive& archive) {
  constexpr std::size_t kMaxMark = 4096;
  const fs::path mark = folder / archive.part / kMark;
  std::error_code unknown;
  return fs::exists(mark, unknown) && read_file(mark, kMaxMark) == mark_of(archive);
}

bool is_wanted(std::string_view path) {
  const bool is_apple_double = path.substr(path.rfind('/') + 1).starts_with("._");
  return !is_apple_double && !path.ends_with(".mat");
}

class OxfordDownload {
 public:
  OxfordDownload(const fs::path& folder, const OxfordOrigin& origin)
      : folder_(folder), downloads_(folder / "downloads"), origin_(origin) {}

  void run() {
    if (missing().empty()) return;
    make_folder(folder_);
    Descriptor lock(folder_, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (!lock.lock()) {
      throw IoError(
          fmt::format("{}: another petseg is downloading here; let it finish", folder_.string()));
    }
    const auto archives = missing();  // as another process may have left it meanwhile
    check_space(archives);
    log().info(
        "[download] the Oxford-IIIT Pet data set (Parkhi et al. 2012) is published under CC BY-SA "
        "4.0; its README says \"research purposes only\", and the photos have owners: do not pass "
        "them on");
    for (const OxfordArchive* archive : archives) fetch(*archive);
    std::error_code ignored;
    fs::remove(downloads_, ignored);  // unless something else lies there
  }

 private:
  /// The small one first: what is wrong with the server shows soon.
  std::vector<const OxfordArchive*> missing() const {
    std::vector<const OxfordArchive*> missing;
    for (const OxfordArchive* archive : {&origin_.annotations, &origin_.images}) {
      if (is_unpacked(folder_, *archive)) continue;
      check_replaceable(folder_ / archive->part, "--download", "an earlier download", {kMark});
      missing.push_back(archive);
    }
    return missing;
  }

  fs::path archive_path(const OxfordArchive& archive) const {
    return downloads_ / (archive.part + ".tar.gz");
  }

  void check_space(const std::vector<const OxfordArchive*>& missing) const {
    std::uint64_t needed = 0;
    for (const OxfordArchive* archive : missing) {
      const fs::path path = archive_path(*archive);
      std::uint64_t present = 0;
      for (const fs::path& file : {path, fs::path(path.string() + ".partial")}) {
        std::error_code absent;
        const auto size = fs::file_size(file, absent);
        if (!absent) present += size;
      }
      needed += archive->unpacked + archive->size - std::min(present, archive->size);
    }
    check_free_space(folder_, needed);
  }

  void fetch(const OxfordArchive& archive) const {
    const fs::path path = archive_path(archive);
    const fs::path target = folder_ / archive.part;
    DownloadOptions options;
    options.digest = archive.digest;
    options.size = archive.size;
    options.wait = origin_.wait;
    download_file(fmt::format("{}/{}.tar.gz", origin_.base_url, archive.part), path, options);

    AtomicFolder unpacked(target);
    constexpr std::uint64_t kMaxBytes = 4'000'000'000;
    const auto files = unpack_archive(
        path, unpacked, {.root = archive.part, .wanted = is_wanted, .max_bytes = kMaxBytes});
    write_file(unpacked.path() / kMark, mark_of(archive));
    unpacked.commit();
    fs::remove(path);
    log().info("[download] {}: {} files; the archive is removed", target.string(), files);
  }

  fs::path folder_;
  fs::path downloads_;
  const OxfordOrigin& origin_;
};

}  // namespace

void download_oxford(const fs::path& folder, const OxfordOrigin& origin) {
  OxfordDownload(folder, origin).run();
}

}  // namespace petseg
