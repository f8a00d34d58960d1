#include "sources/synthetic/body_pen.h"

namespace petseg {

void BodyPen::trunk(Outline points, double light) {
  for (cv::Point2d& p : points) p += 0.08 * cv::Point2d{rng_.normal(), rng_.normal()};
  part(smooth_outline(points), coat().main, light);
}

void BodyPen::part(const Outline& outline, const cv::Mat& texture, double light) {
  painter_.fur(placed(outline, breed_.body, 0, {}), texture, light);
}

void BodyPen::leg(const Outline& path, double start, double end, double light) {
  part(limb(path, breed_.stout * start, breed_.stout * end), coat().main, light);
  const cv::Point2d foot = path.back();
  part(ellipse(foot + cv::Point2d(-0.12, 0.02), breed_.stout * 1.45 * end, 1.05 * end), coat().pale,
       light);
}

void BodyPen::tail(const Outline& path) {
  const bool is_cat = breed_.species == Species::kCat;
  Outline shown = path;
  if (!is_cat && shown.size() > 3) shown.pop_back();
  part(limb(shown, is_cat ? 0.26 : 0.36, is_cat ? 0.2 : 0.12), coat().extremities, 0.85);
}

void BodyPen::head(HeadPlace place) {
  if (place.view == HeadView::kFront && rng_.chance(0.2)) collar(place.centre);
  place.centre *= breed_.body;
  place.degrees += 9 * rng_.normal();
  draw_head(painter_, breed_, place, rng_);
}

/// A band around the neck; the head hides its upper half.
void BodyPen::collar(cv::Point2d head) {
  const Outline around = {head + cv::Point2d(-0.85, 0.65), head + cv::Point2d(0, 1.25),
                          head + cv::Point2d(0.85, 0.65)};
  const Outline band = limb(around, 0.1, 0.1);
  painter_.band(placed(band, breed_.body, 0, {}), any_colour(rng_, 0.1, 0.8));
}

}  // namespace petseg
