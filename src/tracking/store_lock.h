#pragma once

#include <filesystem>
#include <memory>

namespace petseg {

class Descriptor;

/// Keeps other petseg processes from writing to a store while it lives: two of them may begin an
/// experiment, or log to one run, at the same time.
class StoreLock {
 public:
  /// Waits for the others, and throws IoError where that takes more than half a minute. Some
  /// network file systems have no locks: there it does nothing.
  explicit StoreLock(const std::filesystem::path& store);
  ~StoreLock();
  StoreLock(StoreLock&&) noexcept;
  StoreLock& operator=(StoreLock&&) noexcept;

 private:
  std::unique_ptr<Descriptor> file_;
};

}  // namespace petseg
