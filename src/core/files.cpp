#include "petseg/core/files.h"

#include <algorithm>
#include <cstdint>
#include <random>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "petseg/core/byte_progress.h"
#include "petseg/core/error.h"

#include "core/descriptor.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

/// Beside the target, so that a rename puts it there. The random part tells containers apart, whose
/// process ids are the same.
fs::path temporary_name(const fs::path& target) {
  static const std::uint32_t random = std::random_device{}();
  return target.parent_path() / fmt::format(".{}.{}-{:08x}.partial", target.filename().string(),
                                            static_cast<int>(::getpid()), random);
}

}  // namespace

std::string read_file(const fs::path& path, std::size_t max_bytes) {
  const Descriptor file(path, O_RDONLY | O_CLOEXEC);
  const std::size_t size = file.size();
  if (size > max_bytes) {
    throw IoError(fmt::format("{}: {} bytes, more than the {} that are accepted", path.string(),
                              size, max_bytes));
  }
  std::string bytes(size, '\0');
  std::size_t done = 0;
  while (done < size) {
    const std::size_t got = file.read_some(bytes.data() + done, size - done);
    if (got == 0) break;  // the file shrank meanwhile
    done += got;
  }
  bytes.resize(done);
  return bytes;
}

void write_file(const fs::path& path, std::string_view bytes, Flush flush) {
  if (path.has_parent_path()) make_folder(path.parent_path());
  const fs::path temporary = temporary_name(path);
  try {
    Descriptor file(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC);
    file.write_all(bytes);
    if (flush == Flush::kNow) file.sync();
    if (::rename(temporary.c_str(), path.c_str()) != 0) fail_with_errno(path, "write");
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

void check_free_space(const fs::path& folder, std::uint64_t bytes) {
  std::error_code failure;
  fs::path existing = fs::absolute(folder.empty() ? "." : folder, failure);
  while (!fs::exists(existing, failure) && existing != existing.parent_path()) {
    existing = existing.parent_path();
  }
  const fs::space_info space = fs::space(existing, failure);
  if (failure || space.available >= bytes) return;  // writing has the better words
  throw IoError(fmt::format("{}: {} are free, {} are needed; make room or name a folder elsewhere",
                            folder.string(), bytes_text(space.available), bytes_text(bytes)));
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

namespace {

constexpr int kFolderFlags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;

/// Removes what processes that were killed left behind: temporary folders that nobody has locked.
void remove_abandoned(const fs::path& target) {
  std::error_code ignored;
  const std::string begin = "." + target.filename().string() + ".";
  const fs::path parent = target.has_parent_path() ? target.parent_path() : ".";
  for (const auto& entry : fs::directory_iterator(parent, ignored)) {
    const std::string name = entry.path().filename().string();
    const bool is_ours = name.starts_with(begin) && name.ends_with(".partial");
    if (!is_ours || !entry.is_directory(ignored)) continue;
    if (Descriptor(entry.path(), kFolderFlags).lock()) fs::remove_all(entry.path(), ignored);
  }
}

/// Both names at once, so that neither is ever missing. False where one is, or where the file
/// system cannot.
bool exchange(const fs::path& a, const fs::path& b) {
  return ::renameat2(AT_FDCWD, a.c_str(), AT_FDCWD, b.c_str(), RENAME_EXCHANGE) == 0;
}

/// An earlier target is moved aside, and back when that does not work out.
void rename_to(const fs::path& finished, const fs::path& target) {
  std::error_code failure, ignored;
  const fs::path old = finished.string() + ".old";
  const bool replaces = fs::exists(target, ignored);
  if (replaces) fs::rename(target, old, failure);
  if (!failure) fs::rename(finished, target, failure);
  if (failure) {
    if (!fs::exists(target, ignored)) fs::rename(old, target, ignored);
    throw IoError(fmt::format("{}: cannot put the finished folder here: {}", target.string(),
                              failure.message()));
  }
  fs::remove_all(old, ignored);
}

}  // namespace

AtomicFolder::AtomicFolder(fs::path target) : target_(std::move(target)) {
  if (!target_.has_filename()) target_ = target_.parent_path();  // "data/out/" names data/out
  // The folder that a link leads to is replaced, not the link.
  if (fs::is_symlink(target_)) target_ = fs::weakly_canonical(target_);
  remove_abandoned(target_);
  temporary_ = temporary_name(target_);
  std::error_code ignored;
  fs::remove_all(temporary_, ignored);
  make_folder(temporary_);
  lock_ = std::make_unique<Descriptor>(temporary_, kFolderFlags);
  lock_->lock();
}

AtomicFolder::~AtomicFolder() {
  if (committed_) return;
  std::error_code ignored;
  fs::remove_all(temporary_, ignored);
}

void AtomicFolder::write(const fs::path& name, std::string_view bytes) const {
  const fs::path path = temporary_ / name;
  make_folder(path.parent_path());
  Descriptor(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC).write_all(bytes);
}

void AtomicFolder::commit() {
  if (::syncfs(lock_->get()) != 0) fail_with_errno(temporary_, "write to disk");
  if (!exchange(temporary_, target_)) rename_to(temporary_, target_);
  committed_ = true;
  std::error_code ignored;
  fs::remove_all(temporary_, ignored);  // what stood in the target's place
}

}  // namespace petseg
