#include "core/descriptor.h"

#include <cerrno>
#include <cstring>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "petseg/core/error.h"

namespace petseg {

void fail_with_errno(const std::filesystem::path& path, std::string_view doing) {
  const int code = errno;
  throw IoError(fmt::format("{}: cannot {}: {}", path.string(), doing, std::strerror(code)));
}

Descriptor::Descriptor(const std::filesystem::path& path, int flags)
    : path_(path), fd_(::open(path.c_str(), flags, 0644)) {
  if (fd_ < 0) fail_with_errno(path_, (flags & O_CREAT) != 0 ? "write" : "read");
}

Descriptor::~Descriptor() {
  if (fd_ >= 0) ::close(fd_);
}

std::size_t Descriptor::size() const {
  struct stat info {};
  if (::fstat(fd_, &info) != 0) fail_with_errno(path_, "read");
  if (S_ISDIR(info.st_mode)) {
    throw IoError(fmt::format("{}: is a folder, expected a file", path_.string()));
  }
  return static_cast<std::size_t>(info.st_size);
}

std::size_t Descriptor::read_some(char* target, std::size_t count) const {
  while (true) {
    const ssize_t got = ::read(fd_, target, count);
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) fail_with_errno(path_, "read");
  }
}

void Descriptor::read_all(const std::function<void(std::string_view)>& use) const {
  std::vector<char> buffer(std::size_t{1} << 18);
  while (const std::size_t got = read_some(buffer.data(), buffer.size())) {
    use({buffer.data(), got});
  }
}

void Descriptor::write_all(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail_with_errno(path_, "write");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void Descriptor::truncate() {
  if (::ftruncate(fd_, 0) != 0 || ::lseek(fd_, 0, SEEK_SET) < 0) fail_with_errno(path_, "write");
}

void Descriptor::sync() {
  if (::fsync(fd_) != 0) fail_with_errno(path_, "write to disk");
}

bool Descriptor::lock() {
  if (::flock(fd_, LOCK_EX | LOCK_NB) == 0) return true;
  if (errno != EWOULDBLOCK) fail_with_errno(path_, "lock");
  return false;
}

}  // namespace petseg
