#include "petseg/core/byte_progress.h"

#include <fmt/format.h>

namespace petseg {

std::string bytes_text(std::uint64_t bytes) {
  if (bytes < 1000) return fmt::format("{} bytes", bytes);
  double value = static_cast<double>(bytes) / 1000;
  const char* unit = "kB";
  for (const char* larger : {"MB", "GB", "TB"}) {
    if (value < 999.5) break;
    value /= 1000;
    unit = larger;
  }
  return value < 99.95 ? fmt::format("{:.1f} {}", value, unit)
                       : fmt::format("{:.0f} {}", value, unit);
}

std::string byte_progress_text(const std::string& label, std::uint64_t done,
                               std::optional<std::uint64_t> total, double bytes_per_second) {
  std::string text = label + ": " + bytes_text(done);
  if (total) text += " of " + bytes_text(*total);
  if (bytes_per_second < 1) return text;
  text += fmt::format(", {}/s", bytes_text(static_cast<std::uint64_t>(bytes_per_second)));
  if (!total || *total < done) return text;
  const double seconds_left = static_cast<double>(*total - done) / bytes_per_second;
  constexpr double kDay = 24 * 60 * 60;
  if (seconds_left > kDay) return text;
  const int left = static_cast<int>(seconds_left + 0.5);
  return text + fmt::format(", {}:{:02} left", left / 60, left % 60);
}

ByteProgress::ByteProgress(std::string label, std::optional<std::uint64_t> total,
                           std::uint64_t done)
    : label_(std::move(label)), total_(total), before_(done) {}

void ByteProgress::show(std::uint64_t done) {
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start_;
  // The first moments tell of no speed.
  const double speed =
      elapsed.count() > 0.5 ? static_cast<double>(done - before_) / elapsed.count() : 0;
  line_.show(byte_progress_text(label_, done, total_, speed));
}

}  // namespace petseg
