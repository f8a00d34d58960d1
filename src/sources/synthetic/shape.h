#pragma once

#include <vector>

#include <opencv2/core/types.hpp>

namespace petseg {

// Outlines of what is drawn, in units of the animal's head: x to the right, y down.

using Outline = std::vector<cv::Point2d>;

/// A closed smooth curve through the points (Catmull and Rom 1974).
Outline smooth_outline(const Outline& points);

/// An open smooth curve through the points.
Outline smooth_path(const Outline& points);

Outline ellipse(cv::Point2d centre, double radius_x, double radius_y, double degrees = 0);

/// The outline of a leg or a tail: a smooth path that is `start` thick (as a radius) where it
/// begins and `end` where it ends, with round ends.
Outline limb(const Outline& points, double start, double end);

/// Left becomes right.
Outline mirrored(Outline outline);

/// Scaled, then turned clockwise around the origin, then moved.
Outline placed(Outline outline, double scale, double degrees, cv::Point2d offset);

/// The outline's points, each on the nearest pixel.
std::vector<cv::Point> pixels(const Outline& outline);

/// A box with room around it, as far as the canvas reaches.
cv::Rect padded(const cv::Rect& box, int margin, cv::Size canvas);

}  // namespace petseg
