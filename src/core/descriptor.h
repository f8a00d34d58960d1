#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string_view>

namespace petseg {

/// Throws IoError "path: cannot <doing>: <what errno says>".
[[noreturn]] void fail_with_errno(const std::filesystem::path& path, std::string_view doing);

/// An open file by its POSIX descriptor: std::ofstream can neither fsync nor say why a write
/// failed. All members throw IoError that names the file.
class Descriptor {
 public:
  /// As open(2); a file that is made is readable by all.
  Descriptor(const std::filesystem::path& path, int flags);
  ~Descriptor();
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int get() const { return fd_; }
  /// In bytes. Throws for a folder, which can be opened as well.
  std::size_t size() const;

  /// Reads up to `count` bytes; 0 at the end of the file.
  std::size_t read_some(char* target, std::size_t count) const;
  /// Hands over everything from where it stands to its end, in pieces.
  void read_all(const std::function<void(std::string_view)>& use) const;
  void write_all(std::string_view bytes);
  void truncate();
  void sync();

  /// Locks the file until it is closed, for this open file alone. False when another has it.
  bool lock();

 private:
  std::filesystem::path path_;
  int fd_;
};

}  // namespace petseg
