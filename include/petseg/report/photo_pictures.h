#pragma once

#include <cstddef>

#include <opencv2/core/mat.hpp>

#include "petseg/report/scored_photo.h"

namespace petseg {

/// Pixels of the longer side in a report of a few hundred photos.
inline constexpr int kPictureSide = 256;

/// The side at which the pictures of as many photos stay below 15 MB of page: kPictureSide up to
/// 600 photos, smaller for more, at least 64.
int picture_side(std::size_t photos);

/// A photo, RGB [H, W, 3], with its truth, class ids and kIgnoreLabel [H, W], and the prediction,
/// class ids [H, W], for the report's page: `side` pixels on the longer side, or its own size where
/// that is smaller. About 14 kB at 256 pixels. Throws std::invalid_argument when they do not belong
/// together or hold another value.
PhotoPictures photo_pictures(const cv::Mat& rgb, const cv::Mat& truth, const cv::Mat& prediction,
                             int side = kPictureSide);

}  // namespace petseg
