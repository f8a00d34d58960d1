#include "sources/synthetic_painter.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

namespace petseg {
namespace {

std::vector<std::vector<cv::Point>> as_polygon(const Outline& outline) {
  std::vector<cv::Point> polygon;
  for (const cv::Point2d& p : outline) polygon.emplace_back(cvRound(p.x), cvRound(p.y));
  return {polygon};
}

/// The part of the canvas that an outline needs, with room around it.
cv::Rect box_of(const Outline& outline, int margin, cv::Size canvas) {
  const cv::Rect box = cv::boundingRect(as_polygon(outline).front());
  return cv::Rect(box.x - margin, box.y - margin, box.width + 2 * margin, box.height + 2 * margin) &
         cv::Rect({0, 0}, canvas);
}

cv::Mat filled(const Outline& outline, const cv::Rect& box) {
  cv::Mat mask = cv::Mat::zeros(box.size(), CV_8U);
  cv::fillPoly(mask, as_polygon(outline), 255, cv::LINE_8, 0, -box.tl());
  return mask;
}

/// How bright each pixel of a rounded part is under light from above: float [H, W].
cv::Mat rounded_light(const cv::Mat& mask) {
  const int shorter = std::max(3, std::min(mask.rows, mask.cols));
  cv::Mat inside, above;
  mask.convertTo(inside, CV_32F, 1.0 / 255);
  cv::blur(inside, inside, {shorter / 3 | 1, shorter / 3 | 1});
  cv::blur(inside, inside, {shorter / 4 | 1, shorter / 4 | 1});
  const int step = std::max(1, shorter / 8);
  const cv::Mat down = (cv::Mat_<double>(2, 3) << 1, 0, 0, 0, 1, step);
  cv::warpAffine(inside, above, down, inside.size(), cv::INTER_NEAREST, cv::BORDER_REPLICATE);
  // Dim towards the edges, brighter where the edge above is near.
  return 0.62 + 0.42 * inside + 0.5 * (inside - above);
}

}  // namespace

Painter::Painter(cv::Mat& image, const Coat& coat, const Pose& pose, Rng& rng)
    : image_(image),
      mask_(cv::Mat::zeros(image.size(), CV_8U)),
      coat_(coat),
      pose_(pose),
      rng_(rng) {}

Outline Painter::on_canvas(const Outline& outline) const {
  return placed(pose_.faces_right ? mirrored(outline) : outline, pose_.scale, pose_.degrees,
                pose_.origin);
}

void Painter::fur(const Outline& outline, const cv::Mat& texture, double light) {
  Outline furry = on_canvas(outline);
  const double roughness = 0.018 * pose_.scale;
  for (cv::Point2d& p : furry) p += roughness * cv::Point2d{rng_.normal(), rng_.normal()};
  const cv::Rect box = box_of(furry, 4, image_.size());
  if (box.empty()) return;

  const cv::Mat shape = filled(furry, box);
  const cv::Mat shade = rounded_light(shape);
  cv::Mat alpha;
  shape.convertTo(alpha, CV_32F, 1.0 / 255);
  cv::GaussianBlur(alpha, alpha, {}, 1.2);
  cv::Mat part = texture(box).clone();
  for (int y = 0; y < part.rows; ++y) {
    auto* to = part.ptr<Colour>(y);
    const auto* s = shade.ptr<float>(y);
    for (int x = 0; x < part.cols; ++x) to[x] *= static_cast<float>(light) * s[x];
  }
  cv::Mat target = image_(box);
  blend(target, part, alpha);
  mask_(box) |= shape;
}

void Painter::smooth(const Outline& outline, Colour colour) {
  const Outline place = on_canvas(outline);
  const cv::Rect box = box_of(place, 4, image_.size());
  if (box.empty()) return;
  const cv::Mat shape = filled(place, box);
  cv::Mat alpha;
  shape.convertTo(alpha, CV_32F, 1.0 / 255);
  cv::GaussianBlur(alpha, alpha, {}, 0.8);
  cv::Mat target = image_(box);
  blend(target, colour, alpha);
  mask_(box) |= shape;
}

void Painter::line(const Outline& path, Colour colour, double thickness) {
  const int pixels = std::max(1, cvRound(thickness * pose_.scale));
  const Outline place = on_canvas(smooth_path(path));
  const cv::Rect box = box_of(place, pixels + 3, image_.size());
  if (box.empty()) return;
  cv::Mat shape = cv::Mat::zeros(box.size(), CV_8U);
  cv::polylines(shape, as_polygon(placed(place, 1, 0, -cv::Point2d(box.tl()))), false, 255, pixels);
  cv::Mat alpha;
  shape.convertTo(alpha, CV_32F, 1.0 / 255);
  cv::Mat target = image_(box);
  blend(target, colour, alpha);
}

}  // namespace petseg
