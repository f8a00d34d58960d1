#include "image/checks.h"

#include <stdexcept>

#include <fmt/format.h>

namespace petseg {

void require_rgb(const cv::Mat& image) {
  if (image.empty() || image.type() != CV_8UC3)
    throw std::invalid_argument(
        fmt::format("an image of {} x {} pixels and OpenCV type {}; an 8-bit RGB image is needed",
                    image.rows, image.cols, image.type()));
}

void require_mask_of(const cv::Mat& image, const cv::Mat& mask) {
  if (mask.type() != CV_8U || mask.size() != image.size())
    throw std::invalid_argument(fmt::format(
        "a mask of {} x {} pixels and OpenCV type {}; 8-bit class ids of {} x {} pixels are needed",
        mask.rows, mask.cols, mask.type(), image.rows, image.cols));
}

}  // namespace petseg
