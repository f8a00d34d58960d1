#include "core/partial_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

constexpr std::size_t kMaxVersion = 4096;

fs::path in_a_folder(const fs::path& path) {
  if (path.has_parent_path()) make_folder(path.parent_path());
  return path;
}

}  // namespace

PartialFile::PartialFile(const fs::path& target, DigestKind kind)
    : target_(in_a_folder(target)),
      path_(target.string() + ".partial"),
      version_path_(path_.string() + ".version"),
      file_(path_, O_RDWR | O_CREAT | O_CLOEXEC),
      digester_(kind),
      kind_(kind) {
  // Another process that finishes in between leaves us the lock of what is the target by now.
  std::error_code gone;
  if (!file_.lock() || fs::file_size(path_, gone) != file_.size() || gone) {
    throw IoError(
        fmt::format("{}: another petseg is downloading this file; let it finish", path_.string()));
  }
  file_.read_all([this](std::string_view bytes) {
    digester_.add(bytes);
    size_ += bytes.size();
  });
  if (fs::exists(version_path_, gone)) version_ = read_file(version_path_, kMaxVersion);
}

void PartialFile::append(std::string_view bytes) {
  file_.write_all(bytes);
  digester_.add(bytes);
  size_ += bytes.size();
}

void PartialFile::restart(const std::string& version) {
  file_.truncate();
  size_ = 0;
  digester_ = Digester(kind_);
  version_ = version.size() > kMaxVersion ? "" : version;
  // Only now: what was there never counts as a part of the new version.
  if (version_.empty()) {
    remove_version();
  } else {
    write_file(version_path_, version_);
  }
}

Digest PartialFile::digest() { return digester_.finish(); }

void PartialFile::finish() {
  file_.sync();
  if (::rename(path_.c_str(), target_.c_str()) != 0) fail_with_errno(target_, "write");
  remove_version();
}

void PartialFile::remove() {
  std::error_code ignored;
  fs::remove(path_, ignored);
  remove_version();
}

void PartialFile::remove_version() {
  std::error_code ignored;
  fs::remove(version_path_, ignored);
}

}  // namespace petseg
