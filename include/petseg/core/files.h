#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace petseg {

class Descriptor;

/// Reads a whole file. Throws IoError when it cannot be read or is longer than `max_bytes`.
std::string read_file(const std::filesystem::path& path,
                      std::size_t max_bytes = std::size_t{1} << 32);

/// When a file that is written gets to the disk.
enum class Flush {
  kNow,    ///< before the call returns, which may take long where much is written
  kLater,  ///< when the system sees fit: a power failure may leave the file empty
};

/// Writes a file that appears whole or not at all: a temporary name beside it, fsync, rename.
/// Missing parent folders are made. Throws IoError; an earlier file of that name then stays as it
/// was.
void write_file(const std::filesystem::path& path, std::string_view bytes,
                Flush flush = Flush::kNow);

/// Appends one line (a newline is added) with a single write, and fsyncs it.
void append_line(const std::filesystem::path& path, std::string_view line);

/// Makes a folder and its parents. Throws IoError with the reason.
void make_folder(const std::filesystem::path& path);

/// Throws IoError when the file system that holds `folder`, or would, has less than `bytes` left.
void check_free_space(const std::filesystem::path& folder, std::uint64_t bytes);

/// A finished folder replaces what stands in its place, which must be nothing, an empty folder, or
/// an earlier one of its kind: one that holds all files of `marks`. Throws ConfigError that names
/// the flag and says what `kind` ("a data set") was expected.
void check_replaceable(const std::filesystem::path& folder, std::string_view flag,
                       std::string_view kind, std::initializer_list<const char*> marks);

/// A folder that appears whole or not at all. Files are written below `path()`, a hidden sibling of
/// the target; `commit()` puts it in the target's place (an earlier target is removed only then).
/// Without a commit the destructor removes what was written; what processes that were killed left
/// behind is removed by the next one for this target.
class AtomicFolder {
 public:
  explicit AtomicFolder(std::filesystem::path target);
  ~AtomicFolder();
  AtomicFolder(const AtomicFolder&) = delete;
  AtomicFolder& operator=(const AtomicFolder&) = delete;

  const std::filesystem::path& path() const { return temporary_; }
  /// Writes a file below `path()`. Nobody sees it before `commit()`, which brings all of them to
  /// the disk at once: writing many files one by one with write_file() takes several times longer.
  void write(const std::filesystem::path& name, std::string_view bytes) const;
  void commit();

 private:
  std::filesystem::path target_;
  std::filesystem::path temporary_;
  std::unique_ptr<Descriptor> lock_;  // of the temporary folder: its owner is alive
  bool committed_ = false;
};

}  // namespace petseg
