#include "sources/coco/segmentation.h"

#include <fmt/format.h>

#include "petseg/core/error.h"

namespace petseg {
namespace {

template <class Number>
std::vector<Number> numbers_of(const Json& list, bool (*is_number)(const Json&),
                               const char* expected) {
  if (!list.is_array()) {
    throw DataError(fmt::format("{} in its segmentation, expected {}", json_kind(list), expected));
  }
  std::vector<Number> numbers;
  numbers.reserve(list.size());
  for (const Json& number : list) {
    if (!is_number(number)) {
      throw DataError(
          fmt::format("{} in its segmentation, expected {}", json_excerpt(number), expected));
    }
    numbers.push_back(number.get<Number>());
  }
  return numbers;
}

Runs runs_of_polygons(const Json& polygons, cv::Size size) {
  if (polygons.empty()) {
    throw DataError("has an empty segmentation; a box alone gives no mask");
  }
  std::vector<PixelRun> runs;
  for (const Json& polygon : polygons) {
    const auto is_number = [](const Json& value) { return value.is_number(); };
    const Runs part = runs_of_polygon(
        numbers_of<double>(polygon, is_number, "polygons as lists of numbers"), size);
    runs.insert(runs.end(), part.begin(), part.end());
  }
  return union_of(std::move(runs));
}

void check_size(const Json& segmentation, cv::Size size) {
  const Json expected{size.height, size.width};
  const auto found = segmentation.find("size");
  if (found == segmentation.end() || *found != expected) {
    throw DataError(fmt::format(
        "its run lengths are for a photo of {} (height, width), expected {}",
        found == segmentation.end() ? "unknown size" : json_excerpt(*found), expected.dump()));
  }
}

Runs runs_of_lengths(const Json& segmentation, cv::Size size) {
  check_size(segmentation, size);
  const auto counts = segmentation.find("counts");
  if (counts == segmentation.end()) throw DataError("its segmentation has no \"counts\"");
  if (counts->is_string()) return runs_of_string(counts->get_ref<const std::string&>(), size);
  const auto is_number = [](const Json& value) { return value.is_number_integer(); };
  return runs_of_counts(
      numbers_of<std::int64_t>(*counts, is_number, "\"counts\" as whole numbers or a string"),
      size);
}

}  // namespace

Runs runs_of_segmentation(const Json& segmentation, cv::Size size) {
  if (segmentation.is_array()) return runs_of_polygons(segmentation, size);
  if (segmentation.is_object()) return runs_of_lengths(segmentation, size);
  throw DataError(fmt::format("{} as its segmentation, expected polygons or run lengths",
                              json_kind(segmentation)));
}

}  // namespace petseg
