#include "sources/synthetic/thing.h"

#include <algorithm>
#include <array>
#include <functional>

#include <opencv2/imgproc.hpp>

#include "sources/synthetic/material.h"
#include "sources/synthetic/shape.h"

namespace petseg {
namespace {

using Material = std::function<cv::Mat(cv::Size, Rng&)>;

Outline rectangle(double left, double top, double right, double bottom) {
  return {{left, top}, {right, top}, {right, bottom}, {left, bottom}};
}

/// Brighter towards the light, darker towards the other side and the edges.
void shade(cv::Mat& part, const cv::Mat& inside, Rng& rng) {
  const cv::Mat slope =
      waves(part.size(), 2.2 * std::max(part.rows, part.cols), rng.uniform(0, 360), {});
  modulate(part, slope, rng.uniform(0.0, 0.35));
  modulate(part, inside - 0.7, 0.5);
}

/// Paints an outline in pixels with a material, its shadow around it.
void paint(cv::Mat& image, const Outline& outline, const Material& material, Rng& rng) {
  const std::vector<cv::Point> polygon = pixels(outline);
  const cv::Rect whole = cv::boundingRect(polygon);
  const int margin = std::clamp(std::min(whole.width, whole.height) / 6, 3, 25);
  const cv::Rect box = padded(whole, margin, image.size());
  if (box.width < 6 || box.height < 6) return;

  cv::Mat shape = cv::Mat::zeros(box.size(), CV_8U);
  cv::fillPoly(shape, std::vector{polygon}, 255, cv::LINE_AA, 0, -box.tl());
  cv::Mat alpha, inside;
  shape.convertTo(alpha, CV_32F, 1.0 / 255);
  cv::blur(alpha, inside, {2 * margin + 1, 2 * margin + 1});
  cv::Mat target = image(box);
  blend(target, Colour{0.04F, 0.04F, 0.05F}, 0.45 * inside);
  cv::Mat part = material(box.size(), rng);
  shade(part, inside, rng);
  blend(target, part, alpha);
}

Material of_colour(Colour colour) {
  return [colour](cv::Size size, Rng& rng) {
    cv::Mat surface = plain(size, colour);
    modulate(surface, fractal_noise(size, 0.5 * size.width + 4, rng), 0.12);
    return surface;
  };
}

Outline thing_outline(Rng& rng) {
  const double flat = rng.uniform(0.3, 1.0);
  const double kind = rng.uniform();
  if (kind < 0.35) return rectangle(-1, -flat, 1, flat);
  if (kind < 0.55) return ellipse({}, 1, flat);
  if (kind < 0.8) {  // a cushion, or something crumpled
    Outline corners = {{-1, -flat}, {0, -0.8 * flat}, {1, -flat}, {0.85, 0},
                       {1, flat},   {0, 0.8 * flat},  {-1, flat}, {-0.85, 0}};
    const double crumpled = rng.chance(0.5) ? 0.03 : 0.2;
    for (cv::Point2d& p : corners) p += crumpled * cv::Point2d{rng.normal(), rng.normal()};
    return smooth_outline(corners);
  }
  const Outline cord{{-1, rng.uniform(-1, 1)}, {0, rng.uniform(-1, 1)}, {1, rng.uniform(-1, 1)}};
  const double start = rng.uniform(0.03, 0.4);
  return limb(cord, start, start * rng.uniform(0.4, 1.0));
}

void draw_sofa(cv::Mat& image, cv::Point2d foot, double h, Rng& rng) {
  const Colour colour = any_colour(rng, 0.1, 0.9);
  const Material cloth = rng.chance(0.6) ? of_colour(colour) : Material(draw_cloth);
  const double w = h * rng.uniform(0.8, 1.6);
  const auto cushion = [&](double left, double top, double right, double bottom) {
    const double r = 0.08 * h;
    const Outline round = smooth_outline({{left + r, top},
                                          {right - r, top},
                                          {right, top + r},
                                          {right, bottom - r},
                                          {right - r, bottom},
                                          {left + r, bottom},
                                          {left, bottom - r},
                                          {left, top + r}});
    paint(image, placed(round, 1, 0, foot), cloth, rng);
  };
  cushion(-w, -h, w, -0.2 * h);
  for (const double x : {-0.95, -0.3, 0.35}) cushion(x * w, -0.85 * h, (x + 0.62) * w, -0.35 * h);
  cushion(-w, -0.45 * h, w, 0);
  cushion(-1.2 * w, -0.65 * h, -0.9 * w, 0);
  cushion(0.9 * w, -0.65 * h, 1.2 * w, 0);
}

void draw_shelf(cv::Mat& image, cv::Point2d foot, double h, Rng& rng) {
  const double w = h * rng.uniform(0.3, 0.8);
  paint(image, placed(rectangle(-w, -h, w, 0), 1, 0, foot), draw_wood, rng);
  const double board = h / std::max(2, cvRound(rng.uniform(2, 5)));
  for (double y = -h + 0.08 * board; y < -0.5 * board; y += board) {
    paint(image, placed(rectangle(-0.92 * w, y, 0.92 * w, y + 0.88 * board), 1, 0, foot),
          of_colour({0.08F, 0.07F, 0.06F}), rng);
    for (double x = -0.9 * w; x < 0.8 * w;) {
      const double thick = std::max(3.0, board * rng.uniform(0.06, 0.25));
      const double top = y + board * rng.uniform(0.1, 0.4);
      if (rng.chance(0.85)) {
        const Outline book = rectangle(x, top, std::min(x + thick, 0.92 * w), y + 0.88 * board);
        std::vector<cv::Point> polygon = pixels(placed(book, 1, 0, foot));
        const Colour colour = any_colour(rng, 0.1, 0.8);
        cv::fillConvexPoly(image, polygon, cv::Scalar(colour[0], colour[1], colour[2]));
      }
      x += 1.1 * thick;
    }
  }
}

/// A window, a picture or a door: something flat in a frame.
void draw_window(cv::Mat& image, cv::Point2d foot, double h, Rng& rng) {
  const double w = h * rng.uniform(0.25, 0.9);
  const Material frame = of_colour(any_colour(rng, 0.1, 0.95));
  const bool bright = rng.chance(0.5);
  const Colour light = any_colour(rng, 0.8, 1.0);
  const Material pane = bright ? of_colour(light) : Material(draw_material);
  paint(image, placed(rectangle(-w, -h, w, 0), 1, 0, foot), frame, rng);
  const int columns = rng.chance(0.5) ? 1 : 2;
  const int rows = rng.chance(0.5) ? 1 : 2;
  for (int i = 0; i < columns * rows; ++i) {
    const double left = -w + 2 * w * (i % columns) / columns + 0.08 * w;
    const double top = -h + h * (i / columns) / rows + 0.05 * h;
    const Outline glass =
        rectangle(left, top, left + 2 * w / columns - 0.16 * w, top + h / rows - 0.1 * h);
    paint(image, placed(glass, 1, 0, foot), pane, rng);
  }
}

void draw_plant(cv::Mat& image, cv::Point2d foot, double h, Rng& rng) {
  if (rng.chance(0.6)) {
    const Outline pot{{-0.2 * h, -0.3 * h}, {0.2 * h, -0.3 * h}, {0.15 * h, 0}, {-0.15 * h, 0}};
    paint(image, placed(pot, 1, 0, foot), of_colour(any_colour(rng, 0.1, 0.9)), rng);
  }
  const double green = rng.uniform(0.25, 0.6);
  const double thin = rng.uniform(0.02, 0.08);
  for (int i = 0; i < 22; ++i) {
    const double lean = rng.uniform(-0.6, 0.6);
    const double length = rng.uniform(0.4, 1.0);
    const Outline leaf =
        limb({{0.1 * lean * h, -0.25 * h},
              {0.5 * lean * h, -0.25 * h - 0.5 * length * h},
              {1.2 * lean * h, -0.2 * h - (0.75 - 0.3 * lean * lean) * length * h}},
             thin * h, 0.2 * thin * h);
    const auto light = static_cast<float>(green * rng.uniform(0.5, 1.4));
    const Colour colour = jittered(light * Colour{0.7F, 1.0F, 0.4F}, 0.06, rng);
    cv::fillPoly(image, std::vector{pixels(placed(leaf, 1, 0, foot))},
                 cv::Scalar(colour[0], colour[1], colour[2]));
  }
}

/// The trunk of a tree, the leg of a table, the bars of a fence.
void draw_posts(cv::Mat& image, cv::Point2d foot, double h, Rng& rng) {
  const bool fence = rng.chance(0.4);
  const double thick = h * (fence ? rng.uniform(0.01, 0.06) : rng.uniform(0.03, 0.18));
  const double distance = thick * rng.uniform(3, 7);
  const Material material =
      rng.chance(0.5) ? of_colour(any_colour(rng, 0.05, 0.95)) : Material(draw_plaster);
  const double lean = 0.1 * rng.normal();
  const int posts = fence ? std::min(12, cvRound(image.cols / distance)) : 1;
  for (int i = 0; i < posts; ++i) {
    const double x = fence ? i * distance - foot.x : 0;
    const Outline post = rectangle(-thick, -1.6 * h, thick, 0);
    paint(image, placed(post, 1, 30 * lean, foot + cv::Point2d(x, 0)), material, rng);
  }
  if (!fence) return;
  paint(image,
        placed(rectangle(-2.0 * image.cols, -0.8 * h, 2.0 * image.cols, -0.8 * h + thick), 1, 0,
               foot),
        material, rng);
}

}  // namespace

std::vector<Outline> draw_thing(cv::Mat& image, cv::Point2d centre, double radius, Rng& rng) {
  const Outline kind = thing_outline(rng);
  const Outline outline = placed(kind, radius, rng.uniform(-30, 30), centre);
  paint(image, outline, draw_material, rng);
  return {outline};
}

void draw_furniture(cv::Mat& image, cv::Point2d foot, double height, Rng& rng) {
  constexpr std::array kDraw{draw_sofa, draw_shelf, draw_window, draw_plant, draw_posts};
  kDraw[rng.below(kDraw.size())](image, foot, height, rng);
}

std::vector<Outline> draw_person(cv::Mat& image, cv::Point2d hand, Rng& rng) {
  const double side = rng.chance(0.5) ? 1 : -1;
  const double size = image.cols * rng.uniform(0.05, 0.13);
  const cv::Point2d shoulder{hand.x + side * image.cols * rng.uniform(0.35, 0.6),
                             hand.y - image.rows * rng.uniform(-0.1, 0.7)};
  const cv::Point2d elbow = 0.5 * (hand + shoulder) + size * cv::Point2d(rng.normal(), 1);
  const cv::Point2d reach = hand - elbow;
  std::vector<Outline> arm{limb({shoulder, elbow, hand}, 0.8 * size, 0.45 * size)};
  for (const double turn : {-35.0, -12.0, 12.0, 35.0}) {
    const Outline finger = placed({{0, 0}, reach}, 1.1 * size / (cv::norm(reach) + 1), turn, hand);
    arm.push_back(limb(finger, 0.17 * size, 0.12 * size));
  }
  const auto tan = static_cast<float>(rng.uniform(0.3, 1.05));
  const Material skin = of_colour(jittered(tan * Colour{0.88F, 0.66F, 0.54F}, 0.04, rng));
  for (const Outline& part : arm) paint(image, part, skin, rng);
  const cv::Point2d cuff = elbow + rng.uniform(-0.2, 0.5) * reach;
  arm.push_back(limb({shoulder, elbow, cuff}, 1.2 * size, 0.75 * size));
  paint(image, arm.back(), draw_cloth, rng);
  return arm;
}

}  // namespace petseg
