#include "sources/synthetic/head.h"

namespace petseg {
namespace {

const Colour kDark{0.06F, 0.05F, 0.05F};
const Colour kShine{0.95F, 0.95F, 0.95F};
const Colour kPink{0.82F, 0.55F, 0.53F};
const Colour kTongue{0.8F, 0.4F, 0.42F};

/// Draws in the units of one head: its centre is (0, 0), its radius 1.
class HeadPen {
 public:
  HeadPen(Painter& painter, const HeadPlace& place) : painter_(painter), place_(place) {}

  void fur(const Outline& outline, const cv::Mat& texture, double light = 1) {
    painter_.fur(at(outline), texture, light);
  }
  void smooth(const Outline& outline, Colour colour) { painter_.smooth(at(outline), colour); }
  void line(const Outline& path, Colour colour, double thickness) {
    painter_.line(at(path), colour, thickness * place_.size);
  }
  const Coat& coat() const { return painter_.coat(); }

  void fur_pair(const Outline& outline, const cv::Mat& texture, double light = 1) {
    fur(outline, texture, light);
    fur(mirrored(outline), texture, light);
  }
  void smooth_pair(const Outline& outline, Colour colour) {
    smooth(outline, colour);
    smooth(mirrored(outline), colour);
  }
  void line_pair(const Outline& path, Colour colour, double thickness) {
    line(path, colour, thickness);
    line(mirrored(path), colour, thickness);
  }

 private:
  Outline at(const Outline& outline) const {
    return placed(outline, place_.size, place_.degrees, place_.centre);
  }

  Painter& painter_;
  const HeadPlace& place_;
};

/// An eye at one place; both pupils look the same way.
void draw_eye(HeadPen& pen, const SyntheticBreed& breed, cv::Point2d at, double size) {
  const bool is_cat = breed.species == Species::kCat;
  pen.smooth(ellipse(at, 1.18 * size, (is_cat ? 0.95 : 1.05) * size), kDark);
  pen.smooth(ellipse(at, size, 0.85 * size), breed.eyes);
  pen.smooth(ellipse(at, (is_cat ? 0.42 : 0.68) * size, (is_cat ? 0.8 : 0.68) * size), kDark);
  pen.smooth(ellipse(at + cv::Point2d(0.3 * size, -0.35 * size), 0.16 * size, 0.16 * size), kShine);
}

void draw_front_eyes(HeadPen& pen, const SyntheticBreed& breed, HeadView view, cv::Point2d at,
                     double size) {
  if (view == HeadView::kAsleep) {
    pen.line_pair({{at.x - size, at.y}, {at.x, at.y + 0.5 * size}, {at.x + size, at.y}}, kDark,
                  0.05);
    return;
  }
  draw_eye(pen, breed, at, size);
  draw_eye(pen, breed, {-at.x, at.y}, size);
}

void draw_whiskers(HeadPen& pen, cv::Point2d from, double side) {
  for (const double slope : {-0.22, 0.0, 0.2}) {
    pen.line({from, from + cv::Point2d(side * 0.55, 0.5 * slope - 0.03),
              from + cv::Point2d(side * 1.0, 1.3 * slope + 0.05)},
             kShine, 0.012);
  }
}

void draw_cat_front(HeadPen& pen, const SyntheticBreed& breed, HeadView view, Rng& rng) {
  const Coat& coat = pen.coat();
  const double tip = rng.uniform(-1.5, -1.25);
  pen.fur_pair({{-0.98, -0.15}, {-0.98, -0.75}, {-0.86, tip}, {-0.5, -1.05}, {-0.12, -0.75}},
               coat.extremities, 0.95);
  pen.smooth_pair({{-0.84, -0.5}, {-0.82, tip + 0.25}, {-0.4, -0.85}}, 0.8F * kPink);
  pen.fur(smooth_outline({{0, -0.88},
                          {0.62, -0.74},
                          {1.0, -0.1},
                          {0.92, 0.42},
                          {0.45, 0.8},
                          {0, 0.88},
                          {-0.45, 0.8},
                          {-0.92, 0.42},
                          {-1.0, -0.1},
                          {-0.62, -0.74}}),
          coat.main, 1.05);
  const double muzzle = breed.muzzle;
  const cv::Mat& face = view == HeadView::kAsleep ? coat.main : coat.extremities;
  pen.fur(ellipse({0, 0.22}, 0.4, 0.48), face);
  pen.fur_pair(ellipse({0.21, 0.42}, 0.29 * muzzle, 0.22 * muzzle), coat.pale, 1.08);
  pen.fur(ellipse({0, 0.66}, 0.22, 0.15), coat.pale);
  draw_front_eyes(pen, breed, view, {0.43, -0.08}, rng.uniform(0.14, 0.19));
  pen.smooth({{-0.13, 0.18}, {0.13, 0.18}, {0, 0.31}}, rng.chance(0.6) ? kPink : kDark);
  pen.line_pair({{0, 0.3}, {0.02, 0.46}, {0.2, 0.54}, {0.34, 0.47}}, 2.0F * kDark, 0.025);
  draw_whiskers(pen, {0.36, 0.42}, 1);
  draw_whiskers(pen, {-0.36, 0.42}, -1);
}

void draw_cat_profile(HeadPen& pen, const SyntheticBreed& breed, Rng& rng) {
  const Coat& coat = pen.coat();
  const double tip = rng.uniform(-1.5, -1.3);
  pen.fur({{-0.45, -0.6}, {-0.4, -1.0}, {-0.2, tip + 0.1}, {0.15, -0.75}}, coat.extremities, 0.75);
  pen.fur(smooth_outline({{0.75, -0.5},
                          {0.2, -0.9},
                          {-0.4, -0.76},
                          {-0.78, -0.28},
                          {-1.06, 0.12},
                          {-1.0, 0.42},
                          {-0.55, 0.68},
                          {0.2, 0.8},
                          {0.85, 0.45}}),
          coat.main, 1.05);
  pen.fur({{-0.1, -0.6}, {0.05, -1.1}, {0.3, tip}, {0.55, -1.0}, {0.68, -0.45}}, coat.extremities);
  pen.smooth({{0.08, -0.65}, {0.3, tip + 0.22}, {0.5, -0.6}}, 0.8F * kPink);
  pen.fur(ellipse({-0.74, 0.38}, 0.3 * breed.muzzle, 0.22, 10), coat.pale, 1.05);
  draw_eye(pen, breed, {-0.5, -0.1}, 0.16);
  pen.smooth(ellipse({-1.04, 0.14}, 0.08, 0.07), kPink);
  pen.line({{-1.0, 0.3}, {-0.85, 0.46}, {-0.62, 0.48}}, 2.0F * kDark, 0.025);
  draw_whiskers(pen, {-0.75, 0.38}, -1);
}

/// The ears that stand up, behind the head.
void draw_standing_ears(HeadPen& pen, Ears ears) {
  const Coat& coat = pen.coat();
  if (ears != Ears::kPricked) return;
  pen.fur_pair(
      smooth_outline({{-0.85, -0.4}, {-0.98, -1.0}, {-0.78, -1.6}, {-0.45, -1.2}, {-0.2, -0.75}}),
      coat.extremities, 0.95);
  pen.smooth_pair(smooth_outline({{-0.74, -0.7}, {-0.76, -1.3}, {-0.45, -0.9}}), 0.55F * kPink);
}

/// The ears that hang or fold, before the head.
void draw_hanging_ears(HeadPen& pen, Ears ears, Rng& rng) {
  const Coat& coat = pen.coat();
  if (ears == Ears::kFloppy) {
    const double low = rng.uniform(0.55, 1.0);
    pen.fur_pair(smooth_outline({{-0.45, -0.8},
                                 {-0.9, -0.78},
                                 {-1.2, -0.1},
                                 {-1.25, 0.7 * low},
                                 {-1.0, low},
                                 {-0.78, 0.5 * low},
                                 {-0.7, -0.15}}),
                 coat.extremities, 0.8);
  }
  if (ears == Ears::kFolded) {
    pen.fur_pair(smooth_outline(
                     {{-0.3, -0.85}, {-0.75, -1.05}, {-1.02, -0.6}, {-0.98, -0.2}, {-0.7, -0.45}}),
                 coat.extremities, 0.8);
  }
}

void draw_dog_front(HeadPen& pen, const SyntheticBreed& breed, HeadView view, Rng& rng) {
  const Coat& coat = pen.coat();
  const double jaw = 0.55 + 0.5 * breed.muzzle;
  draw_standing_ears(pen, breed.ears);
  const bool pants = view == HeadView::kFront && rng.chance(0.4);
  if (pants) pen.smooth(ellipse({0.05, jaw + 0.12}, 0.2, 0.36), kTongue);
  pen.fur(smooth_outline({{0, -0.9},
                          {0.55, -0.8},
                          {0.85, -0.3},
                          {0.78, 0.25},
                          {0.52, 0.8 * jaw},
                          {0.25, 1.02 * jaw},
                          {0, 1.06 * jaw},
                          {-0.25, 1.02 * jaw},
                          {-0.52, 0.8 * jaw},
                          {-0.78, 0.25},
                          {-0.85, -0.3},
                          {-0.55, -0.8}}),
          coat.main, 1.02);
  pen.fur(smooth_outline({{0, -0.3},
                          {0.24, 0.1},
                          {0.46, 0.5 * jaw},
                          {0.36, 0.9 * jaw},
                          {0, 1.02 * jaw},
                          {-0.36, 0.9 * jaw},
                          {-0.46, 0.5 * jaw},
                          {-0.24, 0.1}}),
          rng.chance(0.5) ? coat.pale : coat.extremities, 1.1);
  draw_front_eyes(pen, breed, view, {0.38, -0.15}, rng.uniform(0.09, 0.13));
  const double nose = 0.42 * jaw;
  pen.smooth(smooth_outline({{-0.24, nose - 0.12},
                             {0, nose - 0.17},
                             {0.24, nose - 0.12},
                             {0.16, nose + 0.1},
                             {0, nose + 0.16},
                             {-0.16, nose + 0.1}}),
             kDark);
  pen.smooth(ellipse({0.06, nose - 0.09}, 0.07, 0.03), 0.5F * kShine);
  pen.line_pair({{0, nose + 0.14}, {0.02, 0.72 * jaw}, {0.26, 0.86 * jaw}, {0.44, 0.72 * jaw}},
                kDark, 0.03);
  draw_hanging_ears(pen, breed.ears, rng);
}

void draw_dog_profile(HeadPen& pen, const SyntheticBreed& breed, Rng& rng) {
  const Coat& coat = pen.coat();
  const double nose = -0.55 - 0.95 * breed.muzzle;
  if (breed.ears == Ears::kPricked) {
    pen.fur(smooth_outline({{-0.1, -0.6}, {0.1, -1.2}, {0.4, -1.6}, {0.6, -1.1}, {0.7, -0.45}}),
            coat.extremities, 0.95);
  }
  if (rng.chance(0.3)) pen.smooth(ellipse({nose + 0.45, 0.62}, 0.16, 0.32, 10), kTongue);
  pen.fur(smooth_outline({{0.8, -0.4},
                          {0.3, -0.86},
                          {-0.25, -0.78},
                          {-0.55, -0.36},
                          {0.5 * nose - 0.45, -0.14},
                          {nose, -0.02},
                          {nose + 0.04, 0.34},
                          {0.5 * nose - 0.3, 0.54},
                          {-0.4, 0.7},
                          {0.3, 0.82},
                          {0.9, 0.45}}),
          coat.main, 1.02);
  pen.fur(smooth_outline({{-0.6, -0.1}, {nose + 0.1, -0.02}, {nose + 0.1, 0.3}, {-0.7, 0.5}}),
          rng.chance(0.5) ? coat.pale : coat.extremities, 1.05);
  draw_eye(pen, breed, {-0.42, -0.26}, 0.11);
  pen.smooth(ellipse({nose + 0.03, 0.02}, 0.15, 0.13), kDark);
  pen.line({{nose + 0.1, 0.3}, {0.5 * nose - 0.3, 0.4}, {-0.55, 0.34}}, kDark, 0.03);
  if (breed.ears == Ears::kFloppy) {
    pen.fur(smooth_outline(
                {{0.0, -0.65}, {0.55, -0.6}, {0.75, 0.1}, {0.6, 0.85}, {0.25, 0.75}, {0.1, 0.1}}),
            coat.extremities, 0.8);
  } else if (breed.ears == Ears::kFolded) {
    pen.fur(smooth_outline({{0.0, -0.8}, {0.5, -0.95}, {0.72, -0.4}, {0.35, 0.05}, {0.15, -0.4}}),
            coat.extremities, 0.8);
  }
}

}  // namespace

void draw_head(Painter& painter, const SyntheticBreed& breed, const HeadPlace& place, Rng& rng) {
  HeadPen pen(painter, place);
  const bool is_profile = place.view == HeadView::kProfile;
  if (breed.species == Species::kCat) {
    is_profile ? draw_cat_profile(pen, breed, rng) : draw_cat_front(pen, breed, place.view, rng);
  } else {
    is_profile ? draw_dog_profile(pen, breed, rng) : draw_dog_front(pen, breed, place.view, rng);
  }
}

}  // namespace petseg
