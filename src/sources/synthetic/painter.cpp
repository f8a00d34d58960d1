#include "sources/synthetic/painter.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <opencv2/imgproc.hpp>

namespace petseg {
namespace {

cv::Mat as_alpha(const cv::Mat& shape) {
  cv::Mat alpha;
  shape.convertTo(alpha, CV_32F, 1.0 / 255);
  return alpha;
}

cv::Mat filled(const Outline& outline, const cv::Rect& box) {
  cv::Mat shape = cv::Mat::zeros(box.size(), CV_8U);
  cv::fillPoly(shape, std::vector{pixels(outline)}, 255, cv::LINE_AA, 0, -box.tl());
  return shape;
}

/// The values where an animal's light comes from: float [H, W].
cv::Mat moved(const cv::Mat& values, cv::Point2d by) {
  const cv::Mat shift = (cv::Mat_<double>(2, 3) << 1, 0, by.x, 0, 1, by.y);
  cv::Mat result;
  cv::warpAffine(values, result, shift, values.size(), cv::INTER_NEAREST, cv::BORDER_REPLICATE);
  return result;
}

/// Twice the area inside, negative where the points run the other way around.
double signed_area(const Outline& outline) {
  double area = 0;
  for (std::size_t i = 0; i < outline.size(); ++i) {
    area += outline[i].cross(outline[(i + 1) % outline.size()]);
  }
  return area;
}

}  // namespace

cv::Point2d Pose::pixel(cv::Point2d p) const {
  p.x += bend * std::sin(0.9 * p.y + phase.x);
  p.y += bend * std::sin(0.9 * p.x + phase.y);
  p.x = (faces_right ? -1 : 1) * squeeze * p.x - shear * p.y;
  const double radians = degrees * std::numbers::pi / 180;
  const double cosine = std::cos(radians);
  const double sine = std::sin(radians);
  return scale * cv::Point2d(cosine * p.x - sine * p.y, sine * p.x + cosine * p.y) + origin;
}

Painter::Painter(const Coat& coat, const Pose& pose, const Light& light, Rng& rng)
    : coat_(coat),
      pose_(pose),
      light_(light),
      rng_(rng),
      layer_(0.75 * coat.main),
      alpha_(cv::Mat::zeros(coat.main.size(), CV_32F)),
      mask_(cv::Mat::zeros(coat.main.size(), CV_8U)) {}

Outline Painter::on_canvas(const Outline& outline) const {
  Outline place;
  place.reserve(outline.size());
  for (const cv::Point2d& p : outline) place.push_back(pose_.pixel(p));
  return place;
}

cv::Mat Painter::furry_shape(const Outline& place, const cv::Rect& box) {
  cv::Mat shape = filled(place, box);
  const double length = coat_.hair * pose_.scale;
  const double outward = signed_area(place) > 0 ? 1 : -1;
  for (std::size_t i = 0; i < place.size(); ++i) {
    const cv::Point2d from = place[i] - cv::Point2d(box.tl());
    const cv::Point2d along = place[(i + 1) % place.size()] - place[i];
    const double distance = cv::norm(along);
    if (distance < 0.5) continue;
    const cv::Point2d normal = outward / distance * cv::Point2d(along.y, -along.x);
    const int hairs = static_cast<int>(0.7 * distance + rng_.uniform());
    for (int k = 0; k < hairs; ++k) {
      const cv::Point2d root = from + rng_.uniform() * along - normal;
      // Hair lies along the body, and hangs.
      const double lean = (along.y < 0 ? -0.9 : 0.9) + 0.5 * rng_.normal();
      const cv::Point2d hair = normal + lean / distance * along + cv::Point2d(0, 0.3);
      cv::line(shape, root, root + rng_.uniform(0.2, 1.2) * length * hair, 255, 1, cv::LINE_AA);
    }
  }
  return shape;
}

/// How bright each pixel of a rounded part is: float [H, W].
cv::Mat Painter::rounded_light(const cv::Mat& inside) const {
  const int shorter = std::max(3, std::min(inside.rows, inside.cols));
  cv::Mat height;
  cv::blur(inside, height, {shorter / 3 | 1, shorter / 3 | 1});
  cv::blur(height, height, {shorter / 4 | 1, shorter / 4 | 1});
  const double step = std::max(1.0, shorter / 8.0);
  const cv::Mat slope = height - moved(height, -step * light_.from);
  // Dim towards the edges, brighter where the edge towards the light is near.
  return 0.74 + 0.28 * height + light_.strength * slope;
}

void Painter::fur(const Outline& outline, const cv::Mat& texture, double light) {
  const Outline place = on_canvas(outline);
  const int margin = 4 + static_cast<int>(2.5 * coat_.hair * pose_.scale);
  const cv::Rect box = padded(cv::boundingRect(pixels(place)), margin, alpha_.size());
  if (box.empty()) return;

  const cv::Mat shape = furry_shape(place, box);
  const cv::Mat inside = as_alpha(shape);
  cv::Mat part = texture(box).clone();
  modulate(part, light * rounded_light(inside) - 1, 1);
  const int thin = std::max(0, std::min(box.width, box.height) - 2 * margin);
  const int soft = static_cast<int>(std::min(0.25 * pose_.scale, 0.2 * thin)) | 1;
  cv::Mat flowing;
  cv::blur(inside, flowing, {soft, soft});
  flowing = soft_threshold(flowing, 0.7, 0.6);
  cv::Mat seen = alpha_(box);
  // Where nothing was yet, nothing is there to flow into.
  const cv::Mat fresh = 1 - seen;
  cv::Mat target = layer_(box);
  blend(target, part, cv::max(flowing, cv::min(inside, fresh)));
  cv::max(seen, inside, seen);
  mask_(box) |= shape;
}

void Painter::smooth(const Outline& outline, Colour colour) {
  const Outline place = on_canvas(outline);
  const cv::Rect box = padded(cv::boundingRect(pixels(place)), 4, alpha_.size());
  if (box.empty()) return;
  const cv::Mat shape = filled(place, box);
  cv::Mat alpha = as_alpha(shape);
  cv::Mat seen = alpha_(box);
  cv::max(seen, alpha, seen);
  cv::blur(alpha, alpha, {2, 2});
  cv::Mat target = layer_(box);
  blend(target, colour, alpha);
  mask_(box) |= shape;
}

void Painter::band(const Outline& outline, Colour colour) {
  const Outline place = on_canvas(outline);
  const cv::Rect box = padded(cv::boundingRect(pixels(place)), 1, alpha_.size());
  if (box.empty()) return;
  cv::Mat target = layer_(box);
  blend(target, colour, as_alpha(filled(place, box)).mul(alpha_(box)));
}

void Painter::line(const Outline& path, Colour colour, double thickness) {
  const double width = thickness * pose_.scale;
  const int whole = std::max(1, cvRound(width));
  const Outline place = on_canvas(smooth_path(path));
  const cv::Rect box = padded(cv::boundingRect(pixels(place)), whole + 3, alpha_.size());
  if (box.empty()) return;
  cv::Mat shape = cv::Mat::zeros(box.size(), CV_8U);
  const std::vector polygon{pixels(placed(place, 1, 0, -cv::Point2d(box.tl())))};
  cv::polylines(shape, polygon, false, 255, whole, cv::LINE_AA);
  // What is thinner than a pixel is seen through.
  const cv::Mat alpha = std::min(1.0, width) * as_alpha(shape);
  cv::Mat target = layer_(box);
  blend(target, colour, alpha);
  cv::Mat seen = alpha_(box);
  cv::max(seen, alpha, seen);
}

void Painter::show_in(cv::Mat& scene) {
  cv::Mat height;
  const int wide = static_cast<int>(1.5 * pose_.scale) | 1;
  cv::blur(alpha_, height, {wide, wide});
  const cv::Mat slope = height - moved(height, -0.7 * pose_.scale * light_.from);
  modulate(layer_, slope, light_.strength);
  cv::Mat shadow;
  const int soft = static_cast<int>(0.6 * pose_.scale) | 1;
  cv::blur(moved(alpha_, -0.3 * pose_.scale * light_.from), shadow, {soft, soft});
  blend(scene, Colour{0.03F, 0.03F, 0.04F}, rng_.uniform(0.0, 0.5) * shadow);
  cv::Mat seen;
  cv::blur(alpha_, seen, {2, 2});
  blend(scene, layer_, seen);
}

}  // namespace petseg
