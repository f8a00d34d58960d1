#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include <opencv2/core/mat.hpp>

namespace petseg {

/// Values of a mask (0 … 255) → class ids or kIgnoreLabel.
using ClassMap = std::map<int, std::uint8_t>;

/// As petseg's own masks are: 0 background, 1 cat, 2 dog, 255 ignore.
ClassMap default_class_map();

/// Parses `{"0": "background", "1": "cat", "2": "dog", "255": "ignore"}`. Throws ConfigError when
/// it is malformed, a key is no value of a mask, or no value is a pet.
ClassMap parse_class_map(std::string_view text, const std::string& name);

/// "background", "cat", "dog" and "ignore" → what stands for it in a mask. Throws ConfigError that
/// begins with `where` for another word.
std::uint8_t label_of_word(std::string_view word, const std::string& where);

/// "0 background, 1 cat, 2 dog, 255 ignore"
std::string class_map_text(const ClassMap& map);

/// Class ids and kIgnoreLabel [H, W] from a mask's stored values. Throws DataError when a value is
/// not in the map, or when no pixel is a pet.
cv::Mat mask_from_values(const cv::Mat& values, const ClassMap& map, const std::string& name);

/// Throws DataError when no pixel of the mask is a cat or a dog.
void require_pet(const cv::Mat& mask, const std::string& name);

}  // namespace petseg
