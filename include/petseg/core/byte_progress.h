#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "petseg/core/progress.h"

namespace petseg {

/// "812 bytes", "19.2 MB", "792 MB", "1.6 GB": powers of 1000.
std::string bytes_text(std::uint64_t bytes);

/// "images.tar.gz: 312 MB of 792 MB, 11.2 MB/s, 0:43 left"; what is not known is left out.
std::string byte_progress_text(const std::string& label, std::uint64_t done,
                               std::optional<std::uint64_t> total, double bytes_per_second);

/// The progress line of work that is counted in bytes.
class ByteProgress {
 public:
  /// `done` bytes were there before, and do not count for the speed.
  ByteProgress(std::string label, std::optional<std::uint64_t> total, std::uint64_t done = 0);

  void show(std::uint64_t done);

 private:
  std::string label_;
  std::optional<std::uint64_t> total_;
  std::uint64_t before_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  ProgressLine line_;
};

}  // namespace petseg
