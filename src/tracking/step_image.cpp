#include "tracking/step_image.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace petseg {
namespace {

constexpr std::string_view kFolder = "images/", kStep = "+step+";
constexpr std::size_t kLongestKey = 100;

bool is_allowed(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.' || c == ' ';
}

}  // namespace

std::string image_key(std::string_view text) {
  std::string key(text.substr(text.size() - std::min(text.size(), kLongestKey)));
  std::ranges::replace_if(
      key, [](char c) { return !is_allowed(c); }, '_');
  return key;
}

std::string step_image_name(const StepImage& image, std::int64_t time, const std::string& id) {
  return fmt::format("{}{}{}{}+timestamp+{}+{}", kFolder, image.key, kStep, image.step, time, id);
}

std::optional<StepImage> step_image_of(std::string_view file) {
  if (!file.starts_with(kFolder)) return std::nullopt;
  file.remove_prefix(kFolder.size());
  const auto end = file.find(kStep);
  if (end == file.npos) return std::nullopt;
  StepImage image{.key = std::string(file.substr(0, end))};
  file.remove_prefix(end + kStep.size());
  const auto read = std::from_chars(file.data(), file.data() + file.size(), image.step);
  if (read.ec != std::errc()) return std::nullopt;
  return image;
}

}  // namespace petseg
