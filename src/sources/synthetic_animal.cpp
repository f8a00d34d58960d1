#include "sources/synthetic_animal.h"

#include <array>

#include "sources/synthetic_head.h"

namespace petseg {
namespace {

/// Draws in body units: (0, 0) is the ground under the animal, 1 a cat's head radius.
class BodyPen {
 public:
  BodyPen(Painter& painter, const SyntheticBreed& breed, Rng& rng)
      : painter_(painter), breed_(breed), rng_(rng) {}

  /// The trunk; its points are moved a little, so that no two animals are the same.
  void trunk(Outline points, double light = 1) {
    for (cv::Point2d& p : points) p += 0.08 * cv::Point2d{rng_.normal(), rng_.normal()};
    part(smooth_outline(points), coat().main, light);
  }
  void part(const Outline& outline, const cv::Mat& texture, double light = 1) {
    painter_.fur(placed(outline, breed_.body, 0, {}), texture, light);
  }
  /// A leg with its paw; `start` and `end` are radii before the breed's stoutness.
  void leg(const Outline& path, double start, double end, double light = 1) {
    part(limb(path, breed_.stout * start, breed_.stout * end), coat().main, light);
    const cv::Point2d foot = path.back();
    part(ellipse(foot + cv::Point2d(-0.12, 0.02), breed_.stout * 1.45 * end, 1.05 * end),
         coat().pale, light);
  }
  /// A cat's tail is long and even, a dog's shorter and tapered.
  void tail(const Outline& path) {
    const bool is_cat = breed_.species == Species::kCat;
    Outline shown = path;
    if (!is_cat && shown.size() > 3) shown.pop_back();
    part(limb(shown, is_cat ? 0.26 : 0.36, is_cat ? 0.2 : 0.12), coat().extremities, 0.85);
  }
  void head(HeadPlace place) {
    place.centre *= breed_.body;
    place.degrees += 7 * rng_.normal();
    draw_head(painter_, breed_, place, rng_);
  }
  const Coat& coat() const { return painter_.coat(); }
  double stout() const { return breed_.stout; }

 private:
  Painter& painter_;
  const SyntheticBreed& breed_;
  Rng& rng_;
};

HeadView front_or_profile(Rng& rng) {
  return rng.chance(0.5) ? HeadView::kFront : HeadView::kProfile;
}

void draw_standing(Painter& painter, const SyntheticBreed& breed, Rng& rng) {
  BodyPen pen(painter, breed, rng);
  const double stride = rng.uniform(-0.35, 0.35);
  const double high = rng.uniform(-1.6, 0.6);
  const double belly = -1.5 + 0.35 * (pen.stout() - 1);
  pen.tail({{2.1, -2.7}, {2.9, -2.6 + 0.3 * high}, {3.3, -2.6 + high}, {3.2, -3.0 + 1.4 * high}});
  pen.leg({{-1.3, -1.9}, {-1.2 - stride, -1.0}, {-1.1 - stride, -0.2}}, 0.42, 0.24, 0.7);
  pen.leg({{1.7, -2.0}, {2.2 + stride, -1.1}, {2.0 + stride, -0.2}}, 0.55, 0.24, 0.7);
  pen.trunk({{-2.05, -2.7},
             {-1.0, -3.15},
             {0.5, -3.0},
             {1.9, -3.1},
             {2.4, -2.5},
             {2.1, -1.7},
             {1.0, belly},
             {-0.6, belly + 0.1},
             {-1.7, belly},
             {-2.25, -2.0}});
  pen.part(ellipse({1.75, -2.0}, 0.62 * pen.stout(), 0.85), pen.coat().main);
  pen.leg({{-1.6, -2.0}, {-1.65 + stride, -1.0}, {-1.65 + stride, -0.15}}, 0.45, 0.26);
  pen.leg({{1.8, -1.8}, {2.15 - stride, -1.0}, {1.85 - stride, -0.15}}, 0.55, 0.26);
  pen.part(limb({{-1.5, -2.5}, {-2.1, -3.0}, {-2.5, -3.6}}, 0.8 * pen.stout(), 0.62),
           pen.coat().main);
  pen.head({{-2.7, -3.9}, 1, 0, front_or_profile(rng)});
}

void draw_sitting(Painter& painter, const SyntheticBreed& breed, Rng& rng) {
  BodyPen pen(painter, breed, rng);
  const double wide = 0.5 + 0.5 * pen.stout();
  const double side = rng.chance(0.5) ? 1 : -1;
  pen.tail({{side * 1.1, -0.3}, {side * 1.9, -0.2}, {side * 2.2, -0.7}, {side * 1.9, -1.3}});
  pen.trunk({{0, -4.3},
             {0.75 * wide, -3.7},
             {1.05 * wide, -2.4},
             {1.4 * wide, -1.2},
             {1.3 * wide, -0.15},
             {0, 0},
             {-1.3 * wide, -0.15},
             {-1.4 * wide, -1.2},
             {-1.05 * wide, -2.4},
             {-0.75 * wide, -3.7}});
  for (const double x : {-1.15, 1.15}) {
    pen.part(ellipse({x * wide, -0.75}, 0.55, 0.75), pen.coat().main, 0.95);
    pen.part(ellipse({x * wide, -0.12}, 0.5, 0.2), pen.coat().pale, 0.95);
  }
  pen.part(ellipse({0, -2.7}, 0.6 * wide, 1.1), pen.coat().pale, 1.05);
  for (const double x : {-0.45, 0.45}) {
    pen.leg({{x, -2.4}, {1.05 * x, -1.2}, {1.1 * x, -0.15}}, 0.4, 0.28, 1.04);
  }
  pen.head({{0.15 * rng.normal(), -4.9},
            1,
            0,
            rng.chance(0.75) ? HeadView::kFront : HeadView::kProfile});
}

void draw_sitting_sideways(Painter& painter, const SyntheticBreed& breed, Rng& rng) {
  BodyPen pen(painter, breed, rng);
  const double deep = pen.stout() - 1;
  pen.tail({{1.9, -0.35}, {2.7, -0.2}, {3.2, -0.35}, {3.6, -0.9}});
  pen.leg({{-0.5, -2.2}, {-0.55, -1.1}, {-0.5, -0.15}}, 0.42, 0.26, 0.75);
  pen.trunk({{-0.95 - deep, -3.6},
             {0.0, -4.1},
             {1.0 + deep, -3.0},
             {1.9 + deep, -1.6},
             {2.1, -0.5},
             {1.6, 0},
             {0.4, -0.1},
             {-0.5, -0.9},
             {-1.15 - deep, -2.3}});
  pen.part(ellipse({1.1, -0.95}, 0.95, 0.85), pen.coat().main, 1.03);
  pen.leg({{1.3, -0.3}, {0.7, -0.2}, {0.2, -0.16}}, 0.3, 0.22);
  pen.part(ellipse({-0.75, -2.6}, 0.42, 0.9), pen.coat().pale);
  pen.leg({{-0.75, -2.4}, {-0.9, -1.2}, {-0.9, -0.15}}, 0.45, 0.28, 1.04);
  pen.part(limb({{-0.1, -3.3}, {-0.45, -4.0}, {-0.6, -4.5}}, 0.75 * pen.stout(), 0.6),
           pen.coat().main);
  pen.head({{-0.65, -4.7}, 1, 0, front_or_profile(rng)});
}

void draw_lying(Painter& painter, const SyntheticBreed& breed, Rng& rng) {
  BodyPen pen(painter, breed, rng);
  const double back = -0.25 * (pen.stout() - 1);
  pen.tail({{2.4, -0.4}, {3.2, -0.25}, {3.8, -0.3}, {4.3, -0.6}});
  pen.leg({{-1.5, -0.7}, {-2.4, -0.4}, {-3.1, -0.3}}, 0.36, 0.27, 0.75);
  pen.trunk({{-2.0, -1.8},
             {-0.8, -2.15 + back},
             {0.8, -2.0 + back},
             {2.2, -1.75 + back},
             {2.75, -0.8},
             {2.4, 0},
             {0.2, 0.02},
             {-1.6, 0},
             {-2.3, -0.8}});
  pen.part(ellipse({1.65, -0.85}, 0.95, 0.85), pen.coat().main, 1.03);
  pen.leg({{1.8, -0.3}, {1.2, -0.2}, {0.7, -0.16}}, 0.3, 0.22);
  pen.leg({{-1.5, -0.5}, {-2.6, -0.3}, {-3.4, -0.2}}, 0.38, 0.28, 1.04);
  pen.part(limb({{-1.5, -1.2}, {-2.2, -1.9}}, 0.75 * pen.stout(), 0.65), pen.coat().main);
  pen.head({{-2.45, -2.45}, 1, 0, front_or_profile(rng)});
}

void draw_curled(Painter& painter, const SyntheticBreed& breed, Rng& rng) {
  BodyPen pen(painter, breed, rng);
  pen.trunk({{-2.0, -1.3},
             {-1.0, -2.1},
             {0.6, -2.3},
             {2.0, -1.7},
             {2.4, -0.8},
             {1.7, -0.1},
             {0, 0.05},
             {-1.6, -0.1},
             {-2.3, -0.7}});
  pen.part(ellipse({1.3, -0.9}, 1.0, 0.8, 20), pen.coat().main, 1.04);
  pen.head({{-1.25, -0.95}, 0.95, -25, HeadView::kAsleep});
  pen.tail({{2.2, -0.7}, {1.4, -0.12}, {0.3, -0.1}, {-0.7, -0.12}});
}

void draw_close_up(Painter& painter, const SyntheticBreed& breed, Rng& rng) {
  BodyPen pen(painter, breed, rng);
  const double wide = pen.stout();
  pen.trunk({{-0.7 * wide, -1.6},
             {0.7 * wide, -1.6},
             {1.35 * wide, -0.6},
             {1.8 * wide, 0.8},
             {1.6 * wide, 2.4},
             {-1.6 * wide, 2.4},
             {-1.8 * wide, 0.8},
             {-1.35 * wide, -0.6}},
            0.9);
  pen.part(ellipse({0, 0.1}, 0.7, 1.3), pen.coat().pale);
  pen.head({{0, -1.9}, breed.body, 0, rng.chance(0.75) ? HeadView::kFront : HeadView::kProfile});
}

constexpr std::array<Posture, 6> kPostures{{
    {draw_standing, -4.0, -5.4, 3.4, 0.1},
    {draw_sitting, -2.3, -6.3, 2.3, 0.1},
    {draw_sitting_sideways, -2.2, -6.1, 3.6, 0.1},
    {draw_lying, -4.0, -4.0, 4.3, 0.1},
    {draw_curled, -2.5, -2.5, 2.6, 0.1},
    {draw_close_up, -1.9, -3.6, 1.9, 0.6, /*is_close_up=*/true},
}};

}  // namespace

std::span<const Posture> postures() { return kPostures; }

}  // namespace petseg
