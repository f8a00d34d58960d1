#pragma once

#include <vector>

#include <opencv2/core/mat.hpp>

#include "petseg/image/palette.h"

namespace petseg {

// A canvas is an RGB image. Shapes are given in its pixels, where pixel (x, y) covers
// [x, x + 1) × [y, y + 1); fractions are honoured, edges are smooth, and what lies outside is cut.

cv::Mat make_canvas(int height, int width, Colour colour = kPaper);

void fill_rect(cv::Mat& canvas, const cv::Rect& rect, Colour colour);

void fill_rounded(cv::Mat& canvas, const cv::Rect2d& rect, double radius, Colour colour);

void fill_circle(cv::Mat& canvas, cv::Point2d centre, double radius, Colour colour);

/// A line through all points, with round joints and ends.
void draw_line(cv::Mat& canvas, const std::vector<cv::Point2d>& points, double width,
               Colour colour);

/// A straight line of dashes, `dash` pixels long with gaps of the same length.
void draw_dashed(cv::Mat& canvas, cv::Point2d from, cv::Point2d to, double dash, Colour colour);

/// Copies `picture` onto the canvas, its top left pixel at `corner`. It must fit.
void paste(cv::Mat& canvas, const cv::Mat& picture, cv::Point corner);

}  // namespace petseg
