#include "petseg/image/resize.h"

#include <algorithm>

#include <opencv2/imgproc.hpp>

namespace petseg {

cv::Mat resize_image(const cv::Mat& image, int height, int width) {
  if (image.rows == height && image.cols == width) return image;
  const bool shrinks = height <= image.rows && width <= image.cols;
  cv::Mat resized;
  cv::resize(image, resized, {width, height}, 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_LINEAR);
  return resized;
}

cv::Mat shrink_to(const cv::Mat& image, int size) {
  const int longer = std::max(image.rows, image.cols);
  if (longer <= size) return image;
  const double scale = static_cast<double>(size) / longer;
  return resize_image(image, std::max(1, cvRound(scale * image.rows)),
                      std::max(1, cvRound(scale * image.cols)));
}

cv::Mat resize_mask(const cv::Mat& mask, int height, int width) {
  if (mask.rows == height && mask.cols == width) return mask;
  cv::Mat resized;
  // INTER_NEAREST rounds down to the pixel's corner and shifts the mask by up to half a pixel
  // against the photo; the exact variant samples at centres.
  cv::resize(mask, resized, {width, height}, 0, 0, cv::INTER_NEAREST_EXACT);
  return resized;
}

}  // namespace petseg
