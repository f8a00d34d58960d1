#include "sources/synthetic/animal.h"

#include <array>

#include "sources/synthetic/body_pen.h"

namespace petseg {
namespace {

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

void draw_standing_front(Painter& painter, const SyntheticBreed& breed, Rng& rng) {
  BodyPen pen(painter, breed, rng);
  const double wide = 0.4 + 0.6 * pen.stout();
  const double lean = 0.4 * rng.normal();
  pen.tail({{lean, -2.9}, {1.2 * lean, -3.6}, {2 * lean, -4.1}, {2.2 * lean, -4.4}});
  for (const double x : {-0.75, 0.75}) {
    pen.leg({{lean + x * wide, -2}, {lean + x * wide, -1.2}, {lean + x * wide, -0.5}}, 0.45, 0.25,
            0.65);
  }
  pen.part(ellipse({0.6 * lean, -2.5}, 1.15 * wide, 1.2), pen.coat().main, 0.8);
  pen.trunk({{0, -4.1},
             {0.8 * wide, -3.6},
             {1.1 * wide, -2.6},
             {0.8 * wide, -1.6},
             {0, -1.3},
             {-0.8 * wide, -1.6},
             {-1.1 * wide, -2.6},
             {-0.8 * wide, -3.6}});
  pen.part(ellipse({0, -2.5}, 0.55 * wide, 0.95), pen.coat().pale, 1.05);
  for (const double x : {-0.65, 0.65}) {
    const double step = 0.15 * rng.normal();
    pen.leg({{x * wide, -2.6}, {x * wide + step, -1.3}, {x * wide + step, -0.15}}, 0.42, 0.27,
            1.04);
  }
  pen.head({{0.1 * rng.normal(), -4.5}, 1, 0, HeadView::kFront});
}

void draw_lying_front(Painter& painter, const SyntheticBreed& breed, Rng& rng) {
  BodyPen pen(painter, breed, rng);
  const double wide = 0.5 + 0.5 * pen.stout();
  const double side = rng.chance(0.5) ? 1 : -1;
  pen.trunk({{side * -0.9, -1.9},
             {side * 0.5, -2.4},
             {side * 2.0 * wide, -2.2},
             {side * 2.9 * wide, -1.4},
             {side * 2.9 * wide, -0.3},
             {side * 1.4, 0},
             {side * -1.0, 0},
             {side * -1.4 * wide, -0.9}},
            0.9);
  pen.part(ellipse({side * 2.0 * wide, -0.8}, 0.9, 0.75), pen.coat().main, 0.95);
  pen.part(ellipse({0, -1.0}, 1.05 * wide, 1.0), pen.coat().main);
  pen.part(ellipse({0, -0.9}, 0.6 * wide, 0.7), pen.coat().pale, 1.03);
  for (const double x : {-0.7, 0.7}) {
    const double reach = rng.uniform(0.1, 0.6);
    pen.leg({{x * wide, -0.6}, {1.1 * x * wide, -0.1}, {x * wide, reach}}, 0.36, 0.3, 1.05);
  }
  pen.head({{0.2 * rng.normal(), rng.uniform(-2.3, -1.2)}, 1, 0, HeadView::kFront});
}

/// Head and chest; the rest is below the photo.
void draw_close_up(Painter& painter, const SyntheticBreed& breed, Rng& rng) {
  BodyPen pen(painter, breed, rng);
  const double wide = pen.stout();
  const double lean = 0.3 * rng.normal();
  pen.trunk({{-0.7 * wide, -1.6},
             {0.7 * wide, -1.6},
             {1.3 * wide, -0.6},
             {1.7 * wide + lean, 1.0},
             {1.8 * wide + 2 * lean, 3.6},
             {2 * lean, 6.0},
             {-1.8 * wide + 2 * lean, 3.6},
             {-1.7 * wide + lean, 1.0},
             {-1.3 * wide, -0.6}},
            0.9);
  pen.part(ellipse({0.5 * lean, 0.3}, 0.7, 1.5), pen.coat().pale);
  const HeadView view = rng.chance(0.7) ? HeadView::kFront : HeadView::kProfile;
  pen.head({{0, -1.9}, breed.body, 0, view});
}

const std::array<Posture, 9> kPostures{{
    {draw_standing, -4.0, -5.4, 3.4, 0.1, {-2.7, -3.9}},
    {draw_standing_front, -1.9, -5.9, 1.9, 0.1, {0, -4.5}},
    {draw_sitting, -2.3, -6.3, 2.3, 0.1, {0, -4.9}},
    {draw_sitting_sideways, -2.2, -6.1, 3.6, 0.1, {-0.65, -4.7}},
    {draw_lying, -4.0, -4.0, 4.3, 0.1, {-2.45, -2.45}},
    {draw_lying_front, -2.8, -3.4, 2.8, 0.6, {0, -1.8}},
    {draw_curled, -2.5, -2.5, 2.6, 0.1, {-1.25, -0.95}},
    {draw_close_up, -1.9, -3.6, 1.9, 0.6, {0, -1.9}, /*is_close_up=*/true},
    {draw_close_up, -1.9, -3.6, 1.9, 0.6, {0, -1.9}, /*is_close_up=*/true},
}};

}  // namespace

std::span<const Posture> postures() { return kPostures; }

}  // namespace petseg
