#pragma once

#include <string>
#include <vector>

#include <opencv2/core.hpp>

#include "petseg/core/files.h"
#include "petseg/sources/label_studio.h"
#include "petseg/sources/label_studio_rle.h"

#include "core/json.h"
#include "support/temp_dir.h"

namespace petseg {

/// Braces around one Json copy it; around one element of this they make a list.
using JsonList = std::vector<Json>;

/// Regions of a photo of 40×20 pixels, as Label Studio's JSON has them.
inline Json region(const std::string& type, const Json& value) {
  return {
      {"id", "r"},          {"type", type},         {"value", value},        {"from_name", "tag"},
      {"to_name", "image"}, {"original_width", 40}, {"original_height", 20}, {"image_rotation", 0}};
}
inline Json rectangle(const std::string& label, double x, double y, double width, double height) {
  return region("rectanglelabels", {{"x", x},
                                    {"y", y},
                                    {"width", width},
                                    {"height", height},
                                    {"rotation", 0},
                                    {"rectanglelabels", {label}}});
}
/// Marks the columns [from, to).
inline Json brush(const std::string& label, int from, int to) {
  cv::Mat mask = cv::Mat::zeros(20, 40, CV_8U);
  mask.colRange(from, to) = 255;
  const std::string rle = encode_brush(mask);
  return region("brushlabels", {{"format", "rle"},
                                {"rle", std::vector<std::uint8_t>(rle.begin(), rle.end())},
                                {"brushlabels", {label}}});
}

inline Json annotation(const JsonList& results, int annotator = 1,
                       const std::string& updated_at = "2024-05-01T10:00:00.000000Z") {
  return {{"completed_by", annotator},
          {"result", results},
          {"was_cancelled", false},
          {"ground_truth", false},
          {"updated_at", updated_at}};
}
inline Json task(int id, const std::string& image, const JsonList& annotations) {
  return {{"id", id}, {"data", {{"image", image}}}, {"annotations", annotations}};
}
/// A task with one annotation.
inline Json simple_task(int id, const std::string& image) {
  return task(id, image, {annotation({rectangle("Cat", 0, 0, 50, 100)})});
}

/// A folder of photos with an export beside them. The photos are never decoded while listing.
class ExportFolder {
 public:
  std::filesystem::path path() const { return dir_.path() / "new_data"; }
  void add_photo(const std::string& file) const { write_file(path() / file, "a photo"); }

  RawSource list(const JsonList& tasks) const { return list(tasks, LabelStudioOptions{}); }
  RawSource list(const JsonList& tasks, LabelStudioOptions options) const {
    return list_text(Json(tasks).dump(), std::move(options));
  }
  RawSource list_text(const std::string& text, LabelStudioOptions options = {}) const {
    write_file(path() / "annotations.json", text);
    options.folder = path();
    return read_label_studio(options);
  }

 private:
  TempDir dir_;
};

/// The mask of a listed photo of 40×20 pixels.
inline cv::Mat mask_of(const RawSource& source, std::size_t photo = 0) {
  return source.truth->mask(source.photos.at(photo), source.photos.at(photo).annotation, {40, 20});
}

/// One row of a mask, a digit for each pixel; 9 for those to be ignored.
inline std::string row(const cv::Mat& mask, int y = 10) {
  std::string digits;
  for (int x = 0; x < mask.cols; ++x) {
    digits += static_cast<char>('0' + std::min<int>(mask.at<std::uint8_t>(y, x), 9));
  }
  return digits;
}

}  // namespace petseg
