#include "metrics/boundary_band.h"

#include <opencv2/imgproc.hpp>

#include "petseg/core/classes.h"

namespace petseg {

// Each pixel has one class, so the bands of all are found at once: an erosion of a class leaves the
// pixels whose whole neighbourhood is that class, where the lowest id is also the highest.
cv::Mat boundary_band(const cv::Mat& mask, int width) {
  const cv::Mat neighbourhood = cv::Mat::ones(2 * width + 1, 2 * width + 1, CV_8UC1);
  const cv::Point centre(-1, -1);
  cv::Mat lowest;  // kIgnoreLabel is above every class, so never the lowest next to a known pixel
  cv::erode(mask, lowest, neighbourhood, centre, 1, cv::BORDER_CONSTANT,
            cv::Scalar::all(kIgnoreLabel));
  cv::Mat highest = mask.clone();
  highest.setTo(0, mask == kIgnoreLabel);
  const int outside = kNumClasses;  // past the edge lies what is no class
  cv::dilate(highest, highest, neighbourhood, centre, 1, cv::BORDER_CONSTANT,
             cv::Scalar::all(outside));
  return lowest != highest;
}

}  // namespace petseg
