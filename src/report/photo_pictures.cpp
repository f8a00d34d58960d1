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
constexpr int kSmallestSide = 64;

// A page's bytes for a photo, in Base64, as measured on Oxford's pets: pictures grow with the side
// to the power of 1.47, since what is left of a photo weighs more when it is small.
constexpr double kPageBytes = 14.5e6;
constexpr double kBytesBesidePictures = 1100;
constexpr double kPictureBytes = 18'000;  // at kPictureSide
constexpr double kGrowth = 1.47;

}  // namespace

int picture_side(std::size_t photos, int largest) {
  if (photos == 0) return largest;
  const double left = kPageBytes / static_cast<double>(photos) - kBytesBesidePictures;
  const double side = kPictureSide * std::pow(std::max(0.0, left) / kPictureBytes, 1 / kGrowth);
  return std::clamp(static_cast<int>(side), kSmallestSide, largest);
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
