#pragma once

#include <opencv2/core.hpp>

#include "petseg/core/rng.h"
#include "petseg/loader/augmentation.h"

namespace petseg {

/// The turning, scaling, stretching and mirroring of a view: a photo of as many pixels as the view
/// keeps its scale on average.
cv::Matx22d random_turn(cv::Size photo, cv::Size view, const Augmentation& options, Rng& rng);

/// A random move, in pixels of the view.
cv::Vec2d random_shift(cv::Size view, const Augmentation& options, Rng& rng);

/// The turn as a map of pixels' centres that brings the photo's centre to the view's, moved.
cv::Matx23d view_of(const cv::Matx22d& turn, cv::Size photo, cv::Size view, const cv::Vec2d& move);

}  // namespace petseg
