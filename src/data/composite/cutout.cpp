#include "data/composite/cutout.h"

#include <algorithm>

#include <opencv2/imgproc.hpp>

#include "petseg/image/resize.h"

namespace petseg {

cv::Size scaled_size(const Subject& subject, double scale) {
  return {std::max(1, cvRound(scale * subject.box.width)),
          std::max(1, cvRound(scale * subject.box.height))};
}

Cutout cut_out(const cv::Mat& mask, const Subject& subject, const Matte& matte, double scale,
               bool flipped) {
  const cv::Rect& box = subject.box;
  const cv::Size size = scaled_size(subject, scale);
  Cutout cutout;
  cutout.species = subject.species;
  cutout.image = resize_image(matte.colour, size.height, size.width);
  cutout.alpha = resize_image(matte.alpha, size.height, size.width);
  cv::Mat labels = cv::Mat::zeros(box.size(), CV_8U);
  mask(box).copyTo(labels, subject.shape(box));
  cutout.labels = resize_mask(labels, size.height, size.width);
  if (flipped) {
    for (cv::Mat* part : {&cutout.image, &cutout.alpha, &cutout.labels}) cv::flip(*part, *part, 1);
  }
  cv::GaussianBlur(cutout.alpha, cutout.alpha, {}, /*sigmaX=*/0.8, 0, cv::BORDER_REPLICATE);
  return cutout;
}

}  // namespace petseg
