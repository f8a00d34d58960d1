#pragma once

#include <opencv2/core/mat.hpp>

#include "petseg/core/rng.h"

#include "sources/synthetic/shape.h"

namespace petseg {

// Things that are no animals, drawn onto a float RGB image; whatever reaches beyond it is cut.

/// A box, ball, cushion or cord of this radius around a point, with a shadow around it. Returns
/// what it covers, in pixels.
std::vector<Outline> draw_thing(cv::Mat& image, cv::Point2d centre, double radius, Rng& rng);

/// A sofa, shelf of books, window, plant, post or fence that stands on `foot`, about `height`
/// pixels high.
void draw_furniture(cv::Mat& image, cv::Point2d foot, double height, Rng& rng);

/// An arm or leg of a person that reaches from a side of the image to a point: cloth, then skin.
/// Returns what it covers, in pixels.
std::vector<Outline> draw_person(cv::Mat& image, cv::Point2d hand, Rng& rng);

}  // namespace petseg
