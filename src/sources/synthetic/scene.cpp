#include "sources/synthetic/scene.h"

#include <algorithm>
#include <array>

#include <opencv2/imgproc.hpp>

#include "sources/synthetic/material.h"
#include "sources/synthetic/thing.h"

namespace petseg {
namespace {

/// Lays a material on the ground, so that it comes closer together towards the horizon.
void lay_ground(Scene& scene, const cv::Mat& material, Rng& rng) {
  const auto w = static_cast<float>(material.cols);
  const auto h = static_cast<float>(material.rows);
  const int top = std::clamp(cvRound(scene.horizon), 0, material.rows - 2);
  const auto y = static_cast<float>(top);
  const auto shift = static_cast<float>(rng.uniform(-0.4, 0.4)) * w;
  const std::array<cv::Point2f, 4> from{{{0, 0}, {w, 0}, {w, h}, {0, h}}};
  const std::array<cv::Point2f, 4> to{
      {{0, y}, {w, y}, {1.8F * w + shift, h}, {-0.8F * w + shift, h}}};
  cv::Mat ground;
  cv::warpPerspective(material, ground, cv::getPerspectiveTransform(from, to), material.size(),
                      cv::INTER_LINEAR, cv::BORDER_REFLECT_101);
  ground.rowRange(top, material.rows).copyTo(scene.image.rowRange(top, material.rows));
}

cv::Point2d anywhere(const Scene& scene, double top, double bottom, Rng& rng) {
  const double x = rng.uniform(-0.05, 1.05) * scene.image.cols;
  return {x, rng.uniform(top, bottom) * scene.image.rows};
}

void add_furniture(Scene& scene, std::size_t most, Rng& rng) {
  for (std::size_t i = rng.below(most + 1); i > 0; --i) {
    const cv::Point2d foot{rng.uniform(-0.1, 1.1) * scene.image.cols,
                           scene.horizon + rng.uniform(-0.4, 0.3) * scene.image.rows};
    draw_furniture(scene.image, foot, rng.uniform(0.25, 0.9) * scene.image.rows, rng);
  }
}

void add_things(Scene& scene, std::size_t most, Rng& rng) {
  for (std::size_t i = rng.below(most + 1); i > 0; --i) {
    const double radius = 0.3 * rng.uniform() * rng.uniform() + 0.03;
    draw_thing(scene.image, anywhere(scene, 0.0, 1.0, rng), radius * scene.image.cols, rng);
  }
}

Scene draw_room(cv::Size size, Rng& rng) {
  Scene scene{rng.chance(0.6) ? draw_plaster(size, rng) : draw_material(size, rng),
              rng.uniform(0.15, 0.75) * size.height};
  lay_ground(scene, rng.chance(0.5) ? draw_wood(size, rng) : draw_material(size, rng), rng);
  const cv::Rect board =
      cv::Rect(0, cvRound(scene.horizon) - 5, size.width, rng.chance(0.6) ? 5 : 0) &
      cv::Rect({0, 0}, size);
  const Colour paint = any_colour(rng, 0.2, 0.95);
  if (!board.empty()) scene.image(board).setTo(cv::Scalar(paint[0], paint[1], paint[2]));
  add_furniture(scene, 3, rng);
  add_things(scene, 4, rng);
  return scene;
}

Scene draw_garden(cv::Size size, Rng& rng) {
  Scene scene{draw_foliage(size, rng.uniform(0.02, 0.12) * size.width, rng),
              rng.uniform(-0.1, 0.6) * size.height};
  if (rng.chance(0.35)) {  // sky, or water, over trees
    const cv::Mat high = soft_threshold(fractal_noise(size, 0.3 * size.width, rng), -0.2, 0.2);
    blend(scene.image, any_colour(rng, 0.6, 1.0), high);
  }
  const cv::Mat ground = rng.chance(0.65) ? draw_grass(size, rng) : draw_plaster(size, rng);
  if (rng.chance(0.5)) {
    lay_ground(scene, ground, rng);
  } else {
    const int top = std::clamp(cvRound(scene.horizon), 0, size.height - 2);
    ground.rowRange(top, size.height).copyTo(scene.image.rowRange(top, size.height));
  }
  add_furniture(scene, 2, rng);
  add_things(scene, 2, rng);
  return scene;
}

Scene draw_street(cv::Size size, Rng& rng) {
  Scene scene{rng.chance(0.5) ? draw_bricks(size, rng) : draw_plaster(size, rng),
              rng.uniform(0.0, 0.5) * size.height};
  lay_ground(scene, rng.chance(0.4) ? draw_bricks(size, rng) : draw_plaster(size, rng), rng);
  add_furniture(scene, 3, rng);
  add_things(scene, 3, rng);
  return scene;
}

/// A blanket in folds, with cushions.
Scene draw_bed(cv::Size size, Rng& rng) {
  Scene scene{draw_cloth(size, rng), rng.uniform(-0.2, 0.3) * size.height};
  for (const double scale : {0.5, 0.2}) {
    const double length = scale * rng.uniform(0.4, 1.2) * size.width;
    const cv::Mat bend = 5 * fractal_noise(size, 0.4 * size.width, rng);
    const cv::Mat folds = waves(size, length, rng.uniform(0, 180), bend);
    modulate(scene.image, folds, rng.uniform(0.03, 0.2));
  }
  for (std::size_t i = rng.below(4); i > 0; --i) {
    const double radius = rng.uniform(0.12, 0.4) * size.width;
    draw_thing(scene.image, anywhere(scene, -0.1, 0.6, rng), radius, rng);
  }
  add_things(scene, 2, rng);
  return scene;
}

/// One colour, white and black among them, that light falls on unevenly.
Scene draw_studio(cv::Size size, Rng& rng) {
  const double kind = rng.uniform();
  const Colour colour = kind < 0.25  ? any_colour(rng, 0.85, 1.0)
                        : kind < 0.5 ? any_colour(rng, 0.0, 0.15)
                                     : any_colour(rng, 0.1, 0.9);
  Scene scene{plain(size, colour), rng.uniform(0.2, 0.8) * size.height};
  const double uneven = rng.uniform(0.0, 0.3);
  modulate(scene.image, smooth_noise(size, 0.7 * size.width, rng), uneven);
  if (rng.chance(0.3)) lay_ground(scene, draw_material(size, rng), rng);
  add_things(scene, 1, rng);
  return scene;
}

/// Things over things, as they cover each other in any photo (dead leaves, Matheron 1968).
Scene draw_heap(cv::Size size, Rng& rng) {
  Scene scene{draw_material(size, rng), rng.uniform(0.2, 0.7) * size.height};
  for (int i = 0; i < 22; ++i) {
    const double radius = std::min(0.4, 0.05 / (0.05 + rng.uniform())) * size.width;
    if (rng.chance(0.2)) {
      draw_furniture(scene.image, anywhere(scene, 0.3, 1.1, rng), 1.5 * radius, rng);
    } else {
      draw_thing(scene.image, anywhere(scene, 0.0, 1.0, rng), radius, rng);
    }
  }
  return scene;
}

/// Far things are out of focus more than the ground near by.
void focus_near(Scene& scene, Rng& rng) {
  const double radius = 0.025 * rng.uniform() * rng.uniform() * scene.image.cols;
  cv::Mat far = scene.image.clone();
  defocus(far, radius);
  cv::Mat near = scene.image;
  defocus(near, rng.uniform(0.0, 0.5) * radius);
  cv::Mat alpha(scene.image.size(), CV_32F);
  for (int y = 0; y < alpha.rows; ++y) {
    const double depth = (alpha.rows - y) / std::max(1.0, alpha.rows - scene.horizon);
    alpha.row(y).setTo(std::min(1.0, depth));
  }
  blend(scene.image, far, alpha);
}

}  // namespace

Scene draw_scene(cv::Size size, Rng& rng) {
  const double kind = rng.uniform();
  Scene scene = kind < 0.3    ? draw_room(size, rng)
                : kind < 0.52 ? draw_garden(size, rng)
                : kind < 0.64 ? draw_street(size, rng)
                : kind < 0.8  ? draw_bed(size, rng)
                : kind < 0.9  ? draw_studio(size, rng)
                              : draw_heap(size, rng);
  if (rng.chance(0.15)) draw_person(scene.image, anywhere(scene, 0.3, 1.0, rng), rng);
  if (rng.chance(0.65)) focus_near(scene, rng);
  return scene;
}

}  // namespace petseg
