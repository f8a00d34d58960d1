#include "tracking/file_stamp.h"

#include <algorithm>

#include <fmt/format.h>

#include "petseg/core/error.h"

namespace fs = std::filesystem;

namespace petseg {

void FileStamp::add(const fs::path& file) {
  std::error_code no_size, no_time;
  const std::uint64_t bytes = fs::file_size(file, no_size);
  const auto written = fs::last_write_time(file, no_time);
  if (no_size || no_time) {
    throw IoError(fmt::format("{}: cannot be read: {}", file.string(),
                              (no_size ? no_size : no_time).message()));
  }
  ++files_;
  bytes_ += bytes;
  newest_ = std::max<std::int64_t>(newest_, written.time_since_epoch().count());
}

std::string FileStamp::text() const { return fmt::format("{} {} {}", files_, bytes_, newest_); }

std::string file_stamp(const fs::path& file) {
  FileStamp stamp;
  stamp.add(file);
  return stamp.text();
}

}  // namespace petseg
