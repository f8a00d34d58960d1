#include "petseg/core/files.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <random>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "petseg/core/error.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

[[noreturn]] void fail(const fs::path& path, std::string_view doing) {
  const int code = errno;
  throw IoError(fmt::format("{}: cannot {}: {}", path.string(), doing, std::strerror(code)));
}

/// A POSIX file descriptor: std::ofstream can neither fsync nor say why a write failed.
class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags)
      : path_(path), fd_(::open(path.c_str(), flags, 0644)) {
    if (fd_ < 0) fail(path_, (flags & O_CREAT) != 0 ? "write" : "read");
  }
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int get() const { return fd_; }

  void write_all(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail(path_, "write");
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  }

  void sync() {
    if (::fsync(fd_) != 0) fail(path_, "write to disk");
  }

 private:
  fs::path path_;
  int fd_;
};

/// Beside the target, so that a rename puts it there. The random part tells containers apart, whose
/// process ids are the same.
fs::path temporary_name(const fs::path& target) {
  static const std::uint32_t random = std::random_device{}();
  return target.parent_path() / fmt::format(".{}.{}-{:08x}.partial", target.filename().string(),
                                            static_cast<int>(::getpid()), random);
}

}  // namespace

std::string read_file(const fs::path& path, std::size_t max_bytes) {
  std::error_code unknown;  // open() has the better words for a path that cannot be looked at
  if (fs::is_directory(path, unknown)) {
    throw IoError(fmt::format("{}: is a folder, expected a file", path.string()));
  }
  const Descriptor file(path, O_RDONLY | O_CLOEXEC);
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) fail(path, "read");
  if (static_cast<std::size_t>(info.st_size) > max_bytes) {
    throw IoError(fmt::format("{}: {} bytes, more than the {} that are accepted", path.string(),
                              info.st_size, max_bytes));
  }
  std::string bytes(static_cast<std::size_t>(info.st_size), '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got = ::read(file.get(), bytes.data() + done, bytes.size() - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(path, "read");
    if (got == 0) break;  // the file shrank meanwhile
    done += static_cast<std::size_t>(got);
  }
  bytes.resize(done);
  return bytes;
}

void write_file(const fs::path& path, std::string_view bytes) {
  if (path.has_parent_path()) make_folder(path.parent_path());
  const fs::path temporary = temporary_name(path);
  try {
    Descriptor file(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC);
    file.write_all(bytes);
    file.sync();
    if (::rename(temporary.c_str(), path.c_str()) != 0) fail(path, "write");
  } catch (...) {
    ::unlink(temporary.c_str());
    throw;
  }
}

void append_line(const fs::path& path, std::string_view line) {
  Descriptor file(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC);
  file.write_all(std::string(line) + '\n');
  file.sync();
}

void make_folder(const fs::path& path) {
  std::error_code failure;
  fs::create_directories(path, failure);
  if (failure) {
    throw IoError(fmt::format("{}: cannot make this folder: {}", path.string(), failure.message()));
  }
}

void check_replaceable(const fs::path& folder, std::string_view flag, std::string_view kind,
                       std::initializer_list<const char*> marks) {
  std::error_code unknown;  // writing has the better words for a path that cannot be looked at
  if (!fs::exists(folder, unknown)) return;
  const auto holds = [&](const char* mark) { return fs::exists(folder / mark, unknown); };
  const bool is_folder = fs::is_directory(folder, unknown);
  if (is_folder && (fs::is_empty(folder, unknown) || std::ranges::all_of(marks, holds))) return;
  throw ConfigError(fmt::format(
      "{} {}: holds something else than {} made by petseg; name an absent or empty folder", flag,
      folder.string(), kind));
}

AtomicFolder::AtomicFolder(fs::path target) : target_(std::move(target)) {
  if (!target_.has_filename()) target_ = target_.parent_path();  // "data/out/" names data/out
  temporary_ = temporary_name(target_);
  std::error_code ignored;
  fs::remove_all(temporary_, ignored);
  make_folder(temporary_);
}

AtomicFolder::~AtomicFolder() {
  if (committed_) return;
  std::error_code ignored;
  fs::remove_all(temporary_, ignored);
}

void AtomicFolder::commit() {
  std::error_code failure;
  const fs::path old = temporary_.string() + ".old";
  if (fs::exists(target_, failure)) fs::rename(target_, old, failure);
  if (!failure) fs::rename(temporary_, target_, failure);
  if (failure) {
    std::error_code ignored;
    if (fs::exists(old, ignored) && !fs::exists(target_, ignored)) {
      fs::rename(old, target_, ignored);
    }
    throw IoError(fmt::format("{}: cannot put the finished folder here: {}", target_.string(),
                              failure.message()));
  }
  committed_ = true;
  fs::remove_all(old, failure);
}

}  // namespace petseg
