#include "sources/label_studio/region.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "petseg/sources/label_studio_rle.h"

namespace petseg {
namespace {

constexpr std::int64_t kMaxSide = 65535;
constexpr std::int64_t kMaxPixels = std::int64_t{1} << 28;
constexpr std::size_t kMaxPoints = 65536;

constexpr std::array kLabelKeys{"brushlabels", "rectanglelabels", "ellipselabels", "polygonlabels",
                                "labels"};
/// The kinds of results that mark pixels, besides the keys above.
constexpr std::array<std::string_view, 4> kBareShapes{"brush", "rectangle", "ellipse", "polygon"};
/// These mark pixels, too, in ways that cannot be read.
constexpr std::array kUnreadKeys{"bitmasklabels", "vectorlabels"};
constexpr std::array<std::string_view, 4> kUnreadTypes{"bitmask", "bitmasklabels", "vector",
                                                       "vectorlabels"};
/// What annotators say about a region; such a result repeats the region's shape.
constexpr std::array kRemarkKeys{"choices",  "text",     "rating",        "number",
                                 "taxonomy", "datetime", "keypointlabels"};

template <class List, class Value>
bool contains(const List& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

template <class List>
std::optional<JsonPlace> find_any(const JsonPlace& place, const List& keys) {
  for (const char* key : keys) {
    if (auto found = place.find(key)) return found;
  }
  return std::nullopt;
}

bool has_shape(const JsonPlace& value) {
  return value.find("rle") || value.find("points") || value.find("radiusX") ||
         (value.find("x") && value.find("width") && value.find("height"));
}

/// Whether a result with a shape marks pixels, and is no remark on a region.
bool is_region(const ResultPlace& result) {
  if (result.type.empty()) return !find_any(result.value, kRemarkKeys);
  return contains(kBareShapes, result.type) || contains(kLabelKeys, result.type);
}

void refuse_unread_kind(const ResultPlace& result) {
  if (!contains(kUnreadTypes, result.type) && !find_any(result.value, kUnreadKeys)) return;
  throw DataError(
      fmt::format("{}: a bitmask or vector region, which cannot be read; expected "
                  "brushes, rectangles, ellipses and polygons",
                  result.value.pointer()));
}

/// The labels of a result; without a value where it has none.
std::optional<JsonPlace> labels_of(const ResultPlace& result) {
  auto labels = find_any(result.value, kLabelKeys);
  if (labels && labels->items().empty()) return std::nullopt;
  return labels;
}

std::uint8_t read_label(const JsonPlace& place, const LabelMap& labels) {
  std::optional<std::uint8_t> id;
  for (const JsonPlace& item : place.items()) {
    std::uint8_t item_id = 0;
    try {
      item_id = labels.at(item.text());
    } catch (const DataError& error) {
      throw DataError(fmt::format("{}: {}", item.pointer(), error.what()));
    }
    if (id && *id != item_id) place.fail("labels of one class");
    id = item_id;
  }
  return *id;
}

std::int64_t read_side(const ResultPlace& result, const char* key) {
  const auto place = result.holder.find(key);
  if (!place) return 0;
  const std::int64_t side = place->integer();
  if (side < 0 || side > kMaxSide) place->fail(fmt::format("at most {} pixels", kMaxSide));
  return side;
}

cv::Size read_size(const ResultPlace& result) {
  const std::int64_t width = read_side(result, "original_width");
  const std::int64_t height = read_side(result, "original_height");
  if (width == 0 || height == 0) return {};
  if (width * height > kMaxPixels) {
    throw DataError(fmt::format("{}: drawn on {}x{} pixels, expected at most {}",
                                result.holder.pointer(), width, height, kMaxPixels));
  }
  return {static_cast<int>(width), static_cast<int>(height)};
}

void refuse_turned_photo(const ResultPlace& result) {
  const auto rotation = result.holder.find("image_rotation");
  if (!rotation || std::fmod(rotation->number(), 360) == 0) return;
  rotation->fail("0: turn the photo back in Label Studio, or save it as it should be shown");
}

Brush read_brush(const ResultPlace& result, cv::Size size) {
  const JsonPlace rle = result.value.at("rle");
  const auto format = result.value.find("format");
  if (format && format->value() != "rle") format->fail("\"rle\"");
  if (!rle.value().is_binary()) rle.fail("a list of bytes 0 … 255");
  if (size.empty()) {
    throw DataError(fmt::format("{}: a brush without original_width and original_height",
                                result.value.pointer()));
  }
  const auto& bytes = rle.value().get_binary();
  try {
    return {brush_runs({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, size)};
  } catch (const DataError& error) {
    throw DataError(fmt::format("{}: {}", rle.pointer(), error.what()));
  }
}

Polygon read_polygon(const JsonPlace& value) {
  const JsonPlace points = value.at("points");
  if (!points.value().is_array()) points.fail("a list of [x, y]");
  if (points.value().size() < 3 || points.value().size() > kMaxPoints) {
    throw DataError(fmt::format("{}: {} points, expected 3 to {}", points.pointer(),
                                points.value().size(), kMaxPoints));
  }
  Polygon polygon;
  for (const JsonPlace& point : points.items()) {
    const auto numbers = point.items();
    if (numbers.size() != 2) point.fail("[x, y]");
    polygon.points.emplace_back(numbers[0].number(), numbers[1].number());
  }
  return polygon;
}

double read_rotation(const JsonPlace& value) {
  const auto rotation = value.find("rotation");
  return rotation ? rotation->number() : 0.0;
}

decltype(Region::shape) read_shape(const ResultPlace& result, cv::Size size) {
  const JsonPlace& value = result.value;
  const auto number = [&](const char* key) { return value.at(key).number(); };
  if (value.find("rle")) return read_brush(result, size);
  if (value.find("points")) return read_polygon(value);
  if (value.find("radiusX")) {
    return Ellipse{number("x"), number("y"), number("radiusX"), number("radiusY"),
                   read_rotation(value)};
  }
  return Rectangle{number("x"), number("y"), number("width"), number("height"),
                   read_rotation(value)};
}

/// <Rectangle> beside <Labels> gives two results for each region, one of them without its label.
/// JSON-MIN has no ids: there, any region of <Labels> will do.
class LabelledIds {
 public:
  explicit LabelledIds(const std::vector<ResultPlace>& results) {
    for (const ResultPlace& result : results) {
      if (!has_shape(result.value) || !labels_of(result)) continue;
      if (!result.id.empty() || result.value.find("labels")) ids_.insert(result.id);
    }
  }
  bool contain(const std::string& id) const { return ids_.contains(id); }

 private:
  std::set<std::string> ids_;
};

void join_sizes(cv::Size& size, cv::Size other, const ResultPlace& result) {
  if (size.empty()) size = other;
  if (other.empty() || other == size) return;
  throw DataError(fmt::format("{}: drawn on {}x{} pixels, an earlier region on {}x{}",
                              result.holder.pointer(), other.width, other.height, size.width,
                              size.height));
}

}  // namespace

ReadRegions read_regions(const std::vector<ResultPlace>& results, const LabelMap& labels) {
  const LabelledIds labelled(results);
  ReadRegions read;
  for (const ResultPlace& result : results) {
    refuse_unread_kind(result);
    if (!has_shape(result.value) || !is_region(result)) continue;
    const auto names = labels_of(result);
    if (!names) {
      if (labelled.contain(result.id)) continue;
      throw DataError(fmt::format("{}: a region without a label; give it one or remove it",
                                  result.value.pointer()));
    }
    refuse_turned_photo(result);
    const cv::Size size = read_size(result);
    join_sizes(read.size, size, result);
    read.regions.push_back({read_label(*names, labels), read_shape(result, size)});
  }
  return read;
}

}  // namespace petseg
