#include "core/atomic_file.h"

#include <random>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "petseg/core/files.h"

namespace petseg {
namespace {

/// In the target's folder, so that a rename puts it there; random, since two processes may fetch
/// the same file.
std::filesystem::path temporary_name(const std::filesystem::path& target) {
  std::random_device random;
  return target.parent_path() / fmt::format(".{}.{:08x}{:08x}.partial",
                                            target.filename().string().substr(0, 100), random(),
                                            random());
}

}  // namespace

AtomicFile::AtomicFile(std::filesystem::path target) : target_(std::move(target)) {
  if (target_.has_parent_path()) make_folder(target_.parent_path());
  temporary_ = temporary_name(target_);
  file_.emplace(temporary_, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC);
}

AtomicFile::~AtomicFile() {
  if (file_) ::unlink(temporary_.c_str());
}

void AtomicFile::write(std::string_view bytes) { file_->write_all(bytes); }

void AtomicFile::finish() {
  file_->sync();
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) fail_with_errno(target_, "write");
  file_.reset();
}

}  // namespace petseg
