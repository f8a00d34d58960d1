#include "sources/coco/mask.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <opencv2/core.hpp>

#include "petseg/core/classes.h"
#include "petseg/core/error.h"

#include "sources/class_map.h"

namespace petseg {
namespace {

[[noreturn]] void fail_damaged(const std::string& name) {
  throw DataError(fmt::format("{}: its annotation is damaged; make the data set anew", name));
}

/// Takes the text up to `end` off its beginning, and `end` with it.
std::string_view take_until(std::string_view& text, char end, const std::string& name) {
  const auto at = text.find(end);
  if (at == std::string_view::npos) fail_damaged(name);
  const std::string_view taken = text.substr(0, at);
  text.remove_prefix(at + 1);
  return taken;
}

int take_int(std::string_view& text, char end, int max, const std::string& name) {
  const std::string_view digits = take_until(text, end, name);
  int value = 0;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  const bool is_number = parsed.ec == std::errc{} && parsed.ptr == digits.data() + digits.size();
  if (!is_number || value < 0 || value > max) fail_damaged(name);
  return value;
}

Runs take_runs(std::string_view& text, cv::Size size, const std::string& name) {
  try {
    return runs_of_string(take_until(text, '\n', name), size);
  } catch (const DataError&) {
    fail_damaged(name);
  }
}

void check_size(cv::Size annotated, cv::Size photo, const std::string& name) {
  if (annotated == photo) return;
  const bool is_turned = annotated == cv::Size(photo.height, photo.width);
  throw DataError(
      fmt::format("{}: annotated at {} x {} pixels (height x width), but the photo has {} x {}{}",
                  name, annotated.height, annotated.width, photo.height, photo.width,
                  is_turned ? "; its EXIF orientation was not applied when it was annotated" : ""));
}

}  // namespace

std::string coco_annotation(cv::Size size, std::vector<CocoInstance> instances) {
  std::stable_sort(instances.begin(), instances.end(),
                   [](const CocoInstance& a, const CocoInstance& b) {
                     return a.is_crowd != b.is_crowd ? a.is_crowd : a.pixels > b.pixels;
                   });
  std::string text = fmt::format("{} {}\n", size.height, size.width);
  for (const CocoInstance& instance : instances) {
    text += fmt::format("{} {}\n", instance.label, instance.counts);
  }
  return text;
}

cv::Mat coco_mask(std::string_view annotation, cv::Size photo_size, const std::string& name) {
  cv::Size size;
  size.height = take_int(annotation, ' ', kMaxCocoSide, name);
  size.width = take_int(annotation, '\n', kMaxCocoSide, name);
  check_size(size, photo_size, name);
  cv::Mat transposed(size.width, size.height, CV_8U, cv::Scalar(kBackground));
  while (!annotation.empty()) {
    const int label = take_int(annotation, ' ', kIgnoreLabel, name);
    if (label >= kNumClasses && label != kIgnoreLabel) fail_damaged(name);
    paint(transposed, take_runs(annotation, size, name), static_cast<std::uint8_t>(label));
  }
  cv::Mat mask = transposed.t();
  require_pet(mask, name);
  return mask;
}

}  // namespace petseg
