#include "tracking/metric_file.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "petseg/core/error.h"

#include "core/descriptor.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

/// Longer than any line that MLflow writes: a name of 500 and a digest of 36 characters.
constexpr std::size_t kMaxLine = 4096;

template <class T>
bool parse_number(std::string_view text, T& number) {
  if (text.starts_with('+')) text.remove_prefix(1);
  const char* const end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, number);
  return stop == end && failure == std::errc();
}

/// Splits at single spaces, as MLflow does. The number of fields; those beyond the fifth count,
/// too.
std::size_t split(std::string_view line, std::array<std::string_view, 5>& fields) {
  std::size_t count = 0;
  while (true) {
    const std::size_t space = line.find(' ');
    if (count < fields.size()) fields.at(count) = line.substr(0, space);
    ++count;
    if (space == line.npos) return count;
    line.remove_prefix(space + 1);
  }
}

std::optional<MetricPoint> parse_point(std::string_view line, const std::string& key) {
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
  std::array<std::string_view, 5> fields;
  const std::size_t count = split(line, fields);
  MetricPoint point{.key = key};
  const bool is_point =
      (count == 2 || count == 3 || count == 5) && parse_number(fields[0], point.timestamp) &&
      parse_number(fields[1], point.value) && (count != 3 || parse_number(fields[2], point.step));
  if (!is_point) return std::nullopt;
  return point;
}

/// Hands over the lines of a file without their newlines, and returns what stands behind the last.
template <class Use>
std::string for_each_line(const Descriptor& file, const fs::path& path, const Use& use) {
  std::string rest;
  file.read_all([&](std::string_view piece) {
    for (std::size_t end; (end = piece.find('\n')) != piece.npos; piece.remove_prefix(end + 1)) {
      if (rest.empty()) {
        use(piece.substr(0, end));
      } else {
        use(rest.append(piece.substr(0, end)));
        rest.clear();
      }
    }
    rest.append(piece);
    if (rest.size() > kMaxLine) {
      throw DataError(fmt::format("{}: a line of more than {} bytes; expected points of a metric",
                                  path.string(), kMaxLine));
    }
  });
  return rest;
}

std::string line_of(const MetricPoint& point) {
  // fmt would say "-nan".
  const double value = std::isnan(point.value) ? std::abs(point.value) : point.value;
  return fmt::format("{} {} {}\n", point.timestamp, value, point.step);
}

bool same_point(const MetricPoint& a, const MetricPoint& b) {
  return a.timestamp == b.timestamp && a.step == b.step &&
         (a.value == b.value || (std::isnan(a.value) && std::isnan(b.value)));
}

/// Leaves out what stands twice among them, keeping their order.
std::vector<MetricPoint> unique(const std::vector<MetricPoint>& points) {
  std::set<std::string> seen;
  std::vector<MetricPoint> result;
  for (const MetricPoint& point : points) {
    if (seen.insert(line_of(point)).second) result.push_back(point);
  }
  return result;
}

/// Points that are to be written, from which those that stand in the file are crossed out.
class Missing {
 public:
  explicit Missing(const std::vector<MetricPoint>& points) : points_(unique(points)) {
    for (std::size_t i = 0; i < points_.size(); ++i) by_time_.emplace(points_[i].timestamp, i);
    present_.resize(points_.size());
  }
  void cross_out(std::string_view line) {
    std::int64_t timestamp = 0;
    if (!parse_number(line.substr(0, line.find(' ')), timestamp)) return;
    const auto first = by_time_.lower_bound({timestamp, 0});
    if (first == by_time_.end() || first->first != timestamp) return;
    const std::optional<MetricPoint> there = parse_point(line, {});
    for (auto i = first; there && i != by_time_.end() && i->first == timestamp; ++i) {
      if (same_point(points_[i->second], *there)) present_[i->second] = true;
    }
  }
  std::string lines() const {
    std::string lines;
    for (std::size_t i = 0; i < points_.size(); ++i) {
      if (!present_[i]) lines += line_of(points_[i]);
    }
    return lines;
  }

 private:
  std::vector<MetricPoint> points_;
  std::set<std::pair<std::int64_t, std::size_t>> by_time_;
  std::vector<bool> present_;
};

}  // namespace

void for_each_point(const fs::path& path, const std::string& key,
                    const std::function<void(const MetricPoint&)>& use) {
  std::size_t number = 0;
  const Descriptor file(path, O_RDONLY | O_CLOEXEC);
  const std::string rest = for_each_line(file, path, [&](std::string_view line) {
    ++number;
    const std::optional<MetricPoint> point = parse_point(line, key);
    if (!point) {
      throw DataError(fmt::format("{}: line {}: found {:?}, expected \"timestamp value step\"",
                                  path.string(), number, line.substr(0, 80)));
    }
    use(*point);
  });
  if (const auto point = parse_point(rest, key); point && !rest.empty()) use(*point);
}

MetricPoint last_point(const fs::path& path, const std::string& key) {
  std::optional<MetricPoint> last;
  for_each_point(path, key, [&](const MetricPoint& point) {
    const auto rank = [](const MetricPoint& p) { return std::tie(p.step, p.timestamp, p.value); };
    if (!last || rank(*last) < rank(point)) last = point;
  });
  if (last) return *last;
  throw DataError(fmt::format("{}: is empty; expected points of a metric", path.string()));
}

void append_points(const fs::path& path, const std::vector<MetricPoint>& points) {
  if (points.empty()) return;
  Missing missing(points);
  Descriptor file(path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC);
  const std::string cut_off =
      for_each_line(file, path, [&](std::string_view line) { missing.cross_out(line); });
  const auto end = static_cast<off_t>(file.size() - cut_off.size());
  if (!cut_off.empty() && ::ftruncate(file.get(), end) != 0) fail_with_errno(path, "write");
  try {
    file.write_all(missing.lines());
  } catch (const IoError&) {
    [[maybe_unused]] const int ignored = ::ftruncate(file.get(), end);
    if (end == 0) ::unlink(path.c_str());  // MLflow takes an empty file for a damaged one
    throw;
  }
}

}  // namespace petseg
