#include "tracking/folder_artifacts.h"

#include <algorithm>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"

#include "core/atomic_file.h"
#include "core/descriptor.h"
#include "tracking/artifact_path.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

/// A second name for the same bytes, where one file system holds both.
bool link(const fs::path& from, const fs::path& to) {
  make_folder(to.parent_path());
  const fs::path temporary = fmt::format("{}.{}.link", to.string(), ::getpid());
  std::error_code failure;
  // rename() would leave the other name there as well.
  if (fs::equivalent(from, to, failure)) return true;
  fs::remove(temporary, failure);
  fs::create_hard_link(from, temporary, failure);
  if (failure) return false;
  fs::rename(temporary, to, failure);
  return !failure;
}

}  // namespace

/// A run's files are replaced and never changed in place, so that both may share their room on the
/// disk: a report and a model are a hundred MB.
void FolderArtifacts::upload(const fs::path& file, const std::string& path) {
  check_artifact_path(path);
  if (!fs::is_regular_file(file) || !link(file, root_ / path)) return copy(file, root_ / path);
  if (on_progress) on_progress(fs::file_size(file));
}

void FolderArtifacts::download(const std::string& path, const fs::path& target) {
  check_artifact_path(path);
  copy(root_ / path, target);
}

std::vector<ArtifactFile> FolderArtifacts::list(const std::string& folder) {
  check_artifact_folder(folder);
  std::vector<ArtifactFile> files;
  std::error_code failure;
  if (!fs::is_directory(root_ / folder, failure)) return files;
  for (fs::directory_iterator entry(root_ / folder, failure), end; !failure && entry != end;
       entry.increment(failure)) {
    std::error_code gone;  // a file that is being written, perhaps
    const bool is_folder = entry->is_directory(gone);
    const std::uint64_t bytes = is_folder ? 0 : entry->file_size(gone);
    const std::string path = joined_path(folder, entry->path().filename().string());
    if (!gone) files.push_back({.path = path, .is_folder = is_folder, .bytes = bytes});
  }
  if (failure) {
    throw IoError(
        fmt::format("{}: cannot be read: {}", (root_ / folder).string(), failure.message()));
  }
  std::ranges::sort(files, {}, &ArtifactFile::path);
  return files;
}

void FolderArtifacts::copy(const fs::path& from, const fs::path& to) const {
  const Descriptor source(from, O_RDONLY | O_CLOEXEC);
  const std::uint64_t size = source.size();  // throws for a folder
  AtomicFile target(to);
  std::uint64_t done = 0;
  source.read_all([&](std::string_view bytes) {
    target.write(bytes);
    done += bytes.size();
    if (on_progress) on_progress(done);
  });
  if (done != size) {
    throw IoError(fmt::format("{}: {} bytes were read, expected {}; it changed meanwhile",
                              from.string(), done, size));
  }
  target.finish();
}

}  // namespace petseg
