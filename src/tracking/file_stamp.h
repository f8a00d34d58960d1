#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>

namespace petseg {

/// Tells a file, or several, that were changed from those before: how many they are, their size and
/// when the newest was written.
class FileStamp {
 public:
  /// Throws IoError where there is none.
  void add(const std::filesystem::path& file);
  std::string text() const;

 private:
  std::uint64_t files_ = 0, bytes_ = 0;
  std::int64_t newest_ = std::numeric_limits<std::int64_t>::min();  // file times may be negative
};

/// Of one file.
std::string file_stamp(const std::filesystem::path& file);

}  // namespace petseg
