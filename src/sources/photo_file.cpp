#include "sources/photo_file.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace petseg {

std::string lower_ending(const std::filesystem::path& path) {
  std::string ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return ending;
}

bool is_photo_file(const std::filesystem::path& path) {
  static constexpr std::array<std::string_view, 7> kEndings{".jpg", ".jpeg", ".png", ".webp",
                                                            ".bmp", ".tif",  ".tiff"};
  return !path.filename().string().starts_with('.') &&
         std::ranges::find(kEndings, lower_ending(path)) != kEndings.end();
}

}  // namespace petseg
