#pragma once

#include <cstddef>

#include <opencv2/core/mat.hpp>

#include "petseg/report/scored_photo.h"

namespace petseg {

/// Pixels of the longer side in a report of a few hundred photos.
inline constexpr int kPictureSide = 256;

/// The side at which a page of so many photos stays below 15 MB: `largest`, kPictureSide for up to
/// 700, 106 for 2,400, and no less than 64, at which 3,600 fill it.
int picture_side(std::size_t photos, int largest = kPictureSide);

/// A photo, RGB [H, W, 3], with its truth, class ids and kIgnoreLabel [H, W], and the prediction,
/// class ids [H, W], for the report's page: `side` pixels on the longer side, or its own size where
/// that is smaller. About 14 kB at 256 pixels. Throws std::invalid_argument when they do not belong
/// together or hold another value.
PhotoPictures photo_pictures(const cv::Mat& rgb, const cv::Mat& truth, const cv::Mat& prediction,
                             int side = kPictureSide);

}  // namespace petseg
