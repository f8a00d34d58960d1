#include "image/hatch.h"

#include "petseg/image/palette.h"

namespace petseg {

void hatch(cv::Mat& image, const cv::Mat& region, int stripe_width) {
  const cv::Vec3b ink(kIgnoredColour.red, kIgnoredColour.green, kIgnoredColour.blue);
  for (int y = 0; y < image.rows; ++y) {
    auto* pixels = image.ptr<cv::Vec3b>(y);
    const auto* inside = region.ptr<std::uint8_t>(y);
    for (int x = 0; x < image.cols; ++x) {
      if (inside[x] != 0 && (x + y) % (3 * stripe_width) < stripe_width) pixels[x] = ink;
    }
  }
}

}  // namespace petseg
