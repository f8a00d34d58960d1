#pragma once

#include <opencv2/core/mat.hpp>

#include "petseg/core/rng.h"

namespace petseg {

/// A colour with channels in 0 … 1, RGB. Drawings are float images until they are done.
using Colour = cv::Vec3f;

/// Random values, smooth over `cell` pixels, roughly in −1 … 1: float [H, W].
cv::Mat smooth_noise(cv::Size size, double cell, Rng& rng);

/// Smooth noise at five scales from `cell` pixels down, each half as strong as the one before, as
/// the brightness of natural surfaces varies: float [H, W], roughly in −1 … 1.
cv::Mat fractal_noise(cv::Size size, double cell, Rng& rng);

/// Random values of each pixel, normally distributed with deviation 1, blurred along one direction
/// when `grain` has a length there: float [H, W].
cv::Mat grain_noise(cv::Size size, cv::Size grain, Rng& rng);

/// One colour everywhere: float RGB [H, W, 3].
cv::Mat plain(cv::Size size, Colour colour);

/// image ← image · (1 − alpha) + layer · alpha, with alpha float [H, W].
void blend(cv::Mat& image, const cv::Mat& layer, const cv::Mat& alpha);
void blend(cv::Mat& image, Colour colour, const cv::Mat& alpha);

/// image ← image · (1 + amount · values), with values float [H, W].
void modulate(cv::Mat& image, const cv::Mat& values, double amount);

/// 1 where values are over `threshold`, 0 below, with a ramp of `softness` between.
cv::Mat soft_threshold(const cv::Mat& values, double threshold, double softness);

/// Waves with `period` pixels along the direction `degrees`, bent by `bend` (float [H, W], in
/// radians; may be empty): float [H, W] in −1 … 1.
cv::Mat waves(cv::Size size, double period, double degrees, const cv::Mat& bend);

/// What is out of focus by `radius` pixels; nothing below one pixel.
void defocus(cv::Mat& image, double radius);

/// A colour near the given one: lighter or darker, and a little more red, green or blue.
Colour jittered(Colour colour, double amount, Rng& rng);

/// Any colour of a grey level in low … high; strong colours are rare.
Colour any_colour(Rng& rng, double low, double high);

}  // namespace petseg
