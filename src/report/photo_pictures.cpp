#include "petseg/report/photo_pictures.h"

#include <algorithm>
#include <cmath>

#include "petseg/image/decode.h"
#include "petseg/image/resize.h"

#include "image/checks.h"
#include "report/label_picture.h"

namespace petseg {
namespace {

constexpr int kJpegQuality = 80;
constexpr std::size_t kPhotosAtFullSide = 600;
constexpr int kSmallestSide = 64;

}  // namespace

int picture_side(std::size_t photos) {
  if (photos <= kPhotosAtFullSide) return kPictureSide;
  // Bytes grow a little slower than the area: what is left of a photo weighs more when it is small.
  const double share = static_cast<double>(kPhotosAtFullSide) / static_cast<double>(photos);
  return std::max(kSmallestSide, static_cast<int>(kPictureSide * std::pow(share, 0.6)));
}

PhotoPictures photo_pictures(const cv::Mat& rgb, const cv::Mat& truth, const cv::Mat& prediction,
                             int side) {
  require_rgb(rgb);
  require_mask_of(rgb, truth);
  require_mask_of(rgb, prediction);
  const cv::Mat image = shrink_to(rgb, side);
  return {encode_jpeg(image, kJpegQuality),
          label_picture(resize_mask(truth, image.rows, image.cols),
                        resize_mask(prediction, image.rows, image.cols))};
}

}  // namespace petseg
