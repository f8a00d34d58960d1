#include "sources/synthetic_scene.h"

#include <algorithm>

#include <opencv2/imgproc.hpp>

#include "sources/synthetic_shape.h"

namespace petseg {
namespace {

Colour any_colour(Rng& rng, double low, double high) {
  const double grey = rng.uniform(low, high);
  const double colourful = rng.uniform(0.0, 0.22);
  Colour colour;
  for (int c = 0; c < 3; ++c) {
    colour[c] = static_cast<float>(std::clamp(grey + colourful * rng.uniform(-1, 1), 0.03, 0.97));
  }
  return colour;
}

/// Things that are dull and brown are as frequent as coloured ones: furniture, earth, leather.
Colour furniture_colour(Rng& rng) {
  if (rng.chance(0.5)) return any_colour(rng, 0.15, 0.85);
  const double light = rng.uniform(0.25, 1.0);
  return jittered(static_cast<float>(light) * Colour{0.78F, 0.6F, 0.43F}, 0.05, rng);
}

cv::Mat rows_below(cv::Size size, double horizon) {
  cv::Mat alpha = cv::Mat::zeros(size, CV_32F);
  const int row = std::clamp(cvRound(horizon), 0, size.height);
  alpha.rowRange(row, size.height).setTo(1);
  cv::GaussianBlur(alpha, alpha, {1, 5}, 1.2);
  return alpha;
}

/// Cloth, carpet or wallpaper: plain, striped, checked or dotted.
cv::Mat draw_cloth(cv::Size size, Rng& rng) {
  cv::Mat cloth = plain(size, furniture_colour(rng));
  const Colour second = furniture_colour(rng);
  const double period = rng.uniform(0.04, 0.2) * size.width;
  const double degrees = rng.uniform(-20, 110);
  const cv::Mat bend = 0.7 * smooth_noise(size, 0.35 * size.width, rng);
  const double kind = rng.uniform();
  if (kind < 0.25) {
    blend(cloth, second, 0.8 * soft_threshold(waves(size, period, degrees, bend), 0, 0.3));
  } else if (kind < 0.45) {
    blend(cloth, second, 0.5 * soft_threshold(waves(size, period, degrees, bend), 0, 0.3));
    blend(cloth, second, 0.5 * soft_threshold(waves(size, period, degrees + 90, bend), 0, 0.3));
  } else if (kind < 0.6) {
    const cv::Mat dots =
        waves(size, period, degrees, bend).mul(waves(size, period, degrees + 90, bend));
    blend(cloth, second, soft_threshold(dots, 0.45, 0.2));
  } else if (kind < 0.75) {
    blend(cloth, second, soft_threshold(smooth_noise(size, period, rng), 0.1, 0.3));
  }
  modulate(cloth, smooth_noise(size, rng.uniform(0.05, 0.3) * size.width, rng), 0.15);
  modulate(cloth, grain_noise(size, {2, 2}, rng), 0.05);
  return cloth;
}

/// Planks or tiles, seen at a slant: lines that come closer towards the horizon.
void draw_floor_lines(cv::Mat& image, double horizon, Rng& rng) {
  cv::Mat lines = cv::Mat::zeros(image.size(), CV_8U);
  const cv::Point vanishing(cvRound(rng.uniform(0.2, 0.8) * image.cols),
                            cvRound(horizon - 0.5 * image.rows));
  const double spacing = rng.uniform(0.08, 0.25) * image.cols;
  for (double x = -2.0 * image.cols; x < 3.0 * image.cols; x += spacing) {
    cv::line(lines, vanishing, {cvRound(x), image.rows}, 255, 2);
  }
  if (rng.chance(0.5)) {
    for (double y = horizon; y < image.rows; y += std::max(4.0, 0.25 * (y - horizon) + 8)) {
      cv::line(lines, {0, cvRound(y)}, {image.cols, cvRound(y)}, 255, 2);
    }
  }
  cv::Mat alpha;
  lines.convertTo(alpha, CV_32F, rng.uniform(0.2, 0.6) / 255);
  blend(image, 0.4F * any_colour(rng, 0.1, 0.5), alpha.mul(rows_below(image.size(), horizon)));
}

Scene draw_room(cv::Size size, Rng& rng) {
  Scene scene{draw_cloth(size, rng), rng.uniform(0.35, 0.75) * size.height};
  blend(scene.image, draw_cloth(size, rng), rows_below(size, scene.horizon));
  if (rng.chance(0.5)) draw_floor_lines(scene.image, scene.horizon, rng);
  if (rng.chance(0.5)) {  // a skirting board
    const double height = rng.uniform(0.02, 0.06) * size.height;
    const cv::Mat board =
        rows_below(size, scene.horizon - height) - rows_below(size, scene.horizon);
    blend(scene.image, any_colour(rng, 0.3, 0.95), board);
  }
  return scene;
}

Scene draw_meadow(cv::Size size, Rng& rng) {
  const double season = rng.uniform();  // from green to straw
  const auto leaf = [&](double light) {
    const auto s = static_cast<float>(season * season);
    const Colour green{0.25F + 0.35F * s, 0.42F + 0.05F * s, 0.14F + 0.12F * s};
    return jittered(static_cast<float>(light) * green, 0.04, rng);
  };
  Scene scene{plain(size, leaf(0.7)), rng.uniform(0.1, 0.6) * size.height};
  const Colour distance = rng.chance(0.4) ? any_colour(rng, 0.6, 0.95) : leaf(1.4);
  blend(scene.image, distance, soft_threshold(smooth_noise(size, 0.1 * size.width, rng), 0.1, 0.8));
  cv::Mat grass = plain(size, leaf(1.1));
  blend(grass, leaf(0.6), soft_threshold(smooth_noise(size, 0.04 * size.width, rng), 0.2, 0.8));
  modulate(grass, grain_noise(size, {3, 19}, rng), 0.22);
  modulate(grass, smooth_noise(size, 0.2 * size.width, rng), 0.2);
  blend(scene.image, grass, rows_below(size, scene.horizon));
  return scene;
}

Scene draw_street(cv::Size size, Rng& rng) {
  Scene scene{draw_cloth(size, rng), rng.uniform(0.1, 0.5) * size.height};
  const bool sand = rng.chance(0.4);
  cv::Mat ground =
      plain(size, sand ? jittered({0.74F, 0.65F, 0.5F}, 0.05, rng) : any_colour(rng, 0.35, 0.7));
  modulate(ground, grain_noise(size, {3, 3}, rng), 0.1);
  modulate(ground, smooth_noise(size, 0.03 * size.width, rng), 0.12);
  modulate(ground, smooth_noise(size, 0.3 * size.width, rng), 0.15);
  blend(scene.image, ground, rows_below(size, scene.horizon));
  if (!sand) draw_floor_lines(scene.image, scene.horizon, rng);
  return scene;
}

Scene draw_blanket(cv::Size size, Rng& rng) {
  Scene scene{draw_cloth(size, rng), -0.2 * size.height};
  const double length = rng.uniform(0.15, 0.5) * size.width;
  const double direction = rng.uniform(0, 180);
  const cv::Mat folds =
      waves(size, length, direction, 3 * smooth_noise(size, 0.3 * size.width, rng));
  modulate(scene.image, folds, rng.uniform(0.05, 0.25));
  return scene;
}

Outline thing_outline(Rng& rng) {
  const double flat = rng.uniform(0.4, 1.0);
  const double kind = rng.uniform();
  if (kind < 0.35) return {{-1, -flat}, {1, -flat}, {1, flat}, {-1, flat}};
  if (kind < 0.6) return ellipse({}, 1, flat);
  if (kind < 0.8) {  // a cushion
    return smooth_outline({{-1, -flat},
                           {0, -0.8 * flat},
                           {1, -flat},
                           {0.85, 0},
                           {1, flat},
                           {0, 0.8 * flat},
                           {-1, flat},
                           {-0.85, 0}});
  }
  const Outline cord{{-1, rng.uniform(-1, 1)}, {0, rng.uniform(-1, 1)}, {1, rng.uniform(-1, 1)}};
  const double start = rng.uniform(0.1, 0.4);
  const double end = rng.uniform(0.1, 0.4);
  return limb(cord, start, end);
}

/// A box, ball, cushion or cord, with a shadow under it.
void draw_thing(Scene& scene, Rng& rng) {
  const cv::Size size = scene.image.size();
  const double radius = rng.uniform(0.04, 0.22) * size.width;
  const cv::Point2d at{rng.uniform(0, 1) * size.width,
                       scene.horizon + rng.uniform(-0.25, 0.8) * (size.height - scene.horizon)};
  const Outline kind = thing_outline(rng);
  const Outline outline = placed(kind, radius, rng.uniform(-25, 25), at);
  std::vector<cv::Point> polygon;
  for (const cv::Point2d& p : outline) polygon.emplace_back(cvRound(p.x), cvRound(p.y));
  const int margin = cvRound(0.3 * radius) + 4;
  cv::Rect box = cv::boundingRect(polygon);
  box = cv::Rect(box.x - margin, box.y - margin, box.width + 2 * margin, box.height + 2 * margin) &
        cv::Rect({0, 0}, size);
  if (box.width < 8 || box.height < 8) return;

  cv::Mat shape = cv::Mat::zeros(box.size(), CV_8U);
  cv::fillPoly(shape, std::vector{polygon}, 255, cv::LINE_8, 0, -box.tl());
  cv::Mat alpha, shadow;
  shape.convertTo(alpha, CV_32F, 1.0 / 255);
  cv::blur(alpha, shadow, {margin | 1, margin | 1});
  cv::Mat target = scene.image(box);
  blend(target, Colour{0.05F, 0.05F, 0.06F}, 0.4 * shadow);
  cv::Mat thing = draw_cloth(box.size(), rng);
  modulate(thing, shadow, 0.3);
  cv::GaussianBlur(alpha, alpha, {}, 0.9);
  blend(target, 0.85 * thing, alpha);
}

}  // namespace

Scene draw_scene(cv::Size size, Rng& rng) {
  const double kind = rng.uniform();
  Scene scene = kind < 0.4    ? draw_room(size, rng)
                : kind < 0.65 ? draw_meadow(size, rng)
                : kind < 0.8  ? draw_street(size, rng)
                              : draw_blanket(size, rng);
  for (std::size_t things = rng.below(6); things > 0; --things) draw_thing(scene, rng);
  if (rng.chance(0.6)) {  // out of focus
    cv::GaussianBlur(scene.image, scene.image, {}, rng.uniform(1.0, 6.0));
  }
  return scene;
}

}  // namespace petseg
