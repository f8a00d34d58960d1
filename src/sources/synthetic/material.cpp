#include "sources/synthetic/material.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

namespace petseg {
namespace {

cv::Scalar as_scalar(Colour colour) { return {colour[0], colour[1], colour[2]}; }

/// Things that are dull and brown are as frequent as coloured ones: furniture, earth, leather.
Colour furniture_colour(Rng& rng) {
  if (rng.chance(0.6)) return any_colour(rng, 0.08, 0.92);
  const double light = rng.uniform(0.2, 1.1);
  return jittered(static_cast<float>(light) * Colour{0.78F, 0.6F, 0.43F}, 0.06, rng);
}

/// From fresh green to straw.
Colour leaf_colour(double season, double light, Rng& rng) {
  const auto s = static_cast<float>(season * season);
  const Colour green{0.27F + 0.33F * s, 0.4F + 0.07F * s, 0.16F + 0.14F * s};
  return jittered(static_cast<float>(light) * green, 0.07, rng);
}

/// A darker or lighter one of the same kind.
Colour neighbour(Colour colour, Rng& rng) {
  return jittered(static_cast<float>(rng.uniform(0.6, 1.3)) * colour, 0.06, rng);
}

}  // namespace

cv::Mat draw_cloth(cv::Size size, Rng& rng) {
  const Colour first = furniture_colour(rng);
  cv::Mat cloth = plain(size, first);
  const Colour second = rng.chance(0.5) ? neighbour(first, rng) : furniture_colour(rng);
  const double longer = std::max(size.width, size.height);
  const double period = rng.uniform(0.03, 0.25) * longer;
  const double degrees = rng.uniform(-20, 110);
  const cv::Mat bend = 0.9 * smooth_noise(size, 0.35 * longer, rng);
  const double kind = rng.uniform();
  if (kind < 0.15) {
    blend(cloth, second, 0.8 * soft_threshold(waves(size, period, degrees, bend), 0, 0.3));
  } else if (kind < 0.27) {
    blend(cloth, second, 0.5 * soft_threshold(waves(size, period, degrees, bend), 0, 0.3));
    blend(cloth, second, 0.5 * soft_threshold(waves(size, period, degrees + 90, bend), 0, 0.3));
  } else if (kind < 0.35) {
    const cv::Mat dots =
        waves(size, period, degrees, bend).mul(waves(size, period, degrees + 90, bend));
    blend(cloth, second, soft_threshold(dots, 0.45, 0.2));
  } else if (kind < 0.55) {
    blend(cloth, second, soft_threshold(fractal_noise(size, period, rng), 0.1, 0.4));
  }
  const double worn = rng.uniform(0.05, 0.25);
  modulate(cloth, fractal_noise(size, 0.4 * longer, rng), worn);
  const double coarse = rng.uniform(0.02, 0.09);
  modulate(cloth, grain_noise(size, {2, 1}, rng), coarse);
  return cloth;
}

cv::Mat draw_wood(cv::Size size, Rng& rng) {
  const double brown = rng.uniform(0.25, 1.25);
  const Colour base = jittered(static_cast<float>(brown) * Colour{0.66F, 0.46F, 0.29F}, 0.06, rng);
  const int board = std::max(6, cvRound(rng.uniform(0.06, 0.2) * size.width));
  cv::Mat wood(size, CV_32FC3);
  for (int x = 0; x < size.width; x += board) {
    wood.colRange(x, std::min(x + board, size.width)).setTo(as_scalar(neighbour(base, rng)));
  }
  modulate(wood, grain_noise(size, {1, 31}, rng), 0.07);
  modulate(wood, waves(size, 0.4 * board, 0, 5 * fractal_noise(size, 0.5 * size.height, rng)),
           0.08);
  for (int x = board; x < size.width; x += board) wood.col(x) *= 0.55;
  return wood;
}

cv::Mat draw_plaster(cv::Size size, Rng& rng) {
  const Colour base = furniture_colour(rng);
  cv::Mat plaster = plain(size, base);
  const double longer = std::max(size.width, size.height);
  const cv::Mat stains = fractal_noise(size, rng.uniform(0.1, 0.6) * longer, rng);
  blend(plaster, neighbour(base, rng), soft_threshold(stains, 0.2, 1.2));
  const double bumpy = rng.uniform(0.0, 0.2);
  modulate(plaster, fractal_noise(size, 0.04 * longer, rng), bumpy);
  const double coarse = rng.uniform(0.0, 0.1);
  modulate(plaster, grain_noise(size, {2, 2}, rng), coarse);
  return plaster;
}

cv::Mat draw_bricks(cv::Size size, Rng& rng) {
  const Colour joint = any_colour(rng, 0.3, 0.8);
  const Colour base = furniture_colour(rng);
  cv::Mat wall = plain(size, joint);
  const int wide = std::max(12, cvRound(rng.uniform(0.07, 0.25) * size.width));
  const int high = std::max(6, cvRound(rng.uniform(0.35, 1.0) * wide));
  const int gap = std::max(1, high / 12);
  const int stagger = rng.chance(0.6) ? wide / 2 : 0;
  for (int y = 0, row = 0; y < size.height; y += high, ++row) {
    for (int x = -(row % 2) * stagger; x < size.width; x += wide) {
      const cv::Rect brick =
          cv::Rect(x + gap, y + gap, wide - gap, high - gap) & cv::Rect({0, 0}, size);
      if (!brick.empty()) wall(brick).setTo(as_scalar(jittered(base, 0.07, rng)));
    }
  }
  modulate(wall, fractal_noise(size, 0.2 * size.width, rng), 0.18);
  return wall;
}

cv::Mat draw_foliage(cv::Size size, double leaf, Rng& rng) {
  const double season = rng.uniform();
  cv::Mat foliage = plain(size, leaf_colour(season, 0.25, rng));
  const double room = size.area() / (leaf * leaf);
  const int leaves = std::min(700, cvRound(rng.uniform(1.0, 4.0) * room));
  const double narrow = rng.uniform(0.15, 0.5);
  for (int i = 0; i < leaves; ++i) {
    const double y = rng.uniform(0, size.height);
    const cv::Point at(cvRound(rng.uniform(0, size.width)), cvRound(y));
    const double length = leaf * rng.uniform(0.3, 0.7);
    // Those on top, drawn last, have the light.
    const double light = rng.uniform(0.4, 0.9) + 0.6 * i / leaves;
    const Colour colour = leaf_colour(season, light, rng);
    cv::ellipse(foliage, at, {cvRound(length) + 1, cvRound(narrow * length) + 1},
                rng.uniform(0, 180), 0, 360, as_scalar(colour), cv::FILLED);
  }
  modulate(foliage, fractal_noise(size, 0.5 * size.width, rng), 0.4);
  cv::blur(foliage, foliage, {2, 2});
  return foliage;
}

cv::Mat draw_grass(cv::Size size, Rng& rng) {
  const double season = rng.uniform();
  cv::Mat grass = plain(size, leaf_colour(season, 0.9, rng));
  const cv::Mat tufts = fractal_noise(size, 0.08 * size.width, rng);
  blend(grass, leaf_colour(season, 0.5, rng), soft_threshold(tufts, 0.1, 0.9));
  const double length = rng.uniform(0.02, 0.12) * size.height;
  for (int i = 0; i < 900; ++i) {
    const double depth = std::sqrt((i + 1) / 900.0);
    const cv::Point2d foot(rng.uniform(0, size.width), depth * size.height + 0.5 * length);
    const double blade = (0.2 + depth) * length * rng.uniform(0.5, 1.5);
    const cv::Point2d tip = foot + cv::Point2d(0.4 * blade * rng.normal(), -blade);
    cv::line(grass, foot, tip, as_scalar(leaf_colour(season, rng.uniform(0.5, 1.7), rng)), 1);
  }
  modulate(grass, grain_noise(size, {1, 7}, rng), 0.12);
  modulate(grass, smooth_noise(size, 0.3 * size.width, rng), 0.2);
  cv::blur(grass, grass, {2, 2});
  return grass;
}

cv::Mat draw_material(cv::Size size, Rng& rng) {
  const double kind = rng.uniform();
  return kind < 0.45   ? draw_cloth(size, rng)
         : kind < 0.6  ? draw_wood(size, rng)
         : kind < 0.88 ? draw_plaster(size, rng)
                       : draw_bricks(size, rng);
}

}  // namespace petseg
