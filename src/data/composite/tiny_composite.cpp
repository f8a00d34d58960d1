#include <algorithm>
#include <cmath>

#include <opencv2/core.hpp>

#include "petseg/data/composite.h"

#include "data/composite/blend.h"
#include "data/composite/cutout.h"
#include "data/composite/free_rectangle.h"
#include "data/composite/ground.h"

namespace petseg {
namespace {

constexpr int kAttempts = 48;
constexpr double kMinHostShare = 0.18;  // of the host's area that is left
constexpr int kMinSide = 144;           // pixels
// Of the new photo. Drawing the edges in takes up to a quarter off a small animal.
constexpr double kMinShare = 0.01, kMaxShare = 0.035;
constexpr double kMaxGroundDifference = 25;

/// A place in the lower half of `free`, about as high as the host's animal stands, from which down
/// to its end all looks like the ground of the host's animal; the one that looks most like it.
std::optional<cv::Point> choose_corner(const cv::Size& size, const cv::Rect& free,
                                       const LabelledPhoto& host, const Subject& subject,
                                       Rng& rng) {
  const double feet = subject.box.br().y;
  const double rows = host.mask.rows;
  const double highest =
      std::max({feet - 0.2 * rows, free.y + 0.55 * free.height, 1.0 * free.y + size.height});
  const double lowest = std::min(feet + 0.2 * rows, free.y + 0.97 * free.height);
  const double left = free.x + 0.04 * free.width;
  const double right = free.br().x - 0.04 * free.width - size.width;
  if (left > right || highest > lowest) return {};

  const Ground ground(host.image, subject);
  std::optional<cv::Point> best;
  double least = kMaxGroundDifference;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const cv::Point corner(cvRound(rng.uniform(left, right)),
                           cvRound(rng.uniform(highest, lowest)) - size.height);
    const int back = corner.y + cvRound(0.7 * size.height);
    const auto difference = ground.difference_below({corner, size});
    if (!difference || *difference >= least) continue;
    if (!ground.is_ground({free.x, back, free.width, free.br().y - back})) continue;
    least = *difference;
    best = corner;
  }
  return best;
}

}  // namespace

std::optional<Composite> compose_tiny(const LabelledPhoto& pasted, const LabelledPhoto& host,
                                      Rng& rng) {
  const auto resident = find_subject(host.mask);
  if (!resident || resident->cut.bottom || has_frame(host.image)) return {};

  // What lies a little higher up than the host's feet is mostly ground still.
  const int feet = resident->box.br().y;
  const cv::Rect free =
      largest_free_rectangle(resident->shape, feet - cvRound(0.2 * host.mask.rows));
  if (free.area() < kMinHostShare * static_cast<double>(host.mask.total()) ||
      std::min(free.width, free.height) < kMinSide) {
    return {};
  }
  if (!is_whole(pasted.mask)) return {};
  const Subject guest = *find_subject(pasted.mask);
  const double share = rng.uniform(1.3 * kMinShare, kMaxShare);
  const double scale = std::sqrt(share * free.area() / guest.area);
  const auto corner = choose_corner(scaled_size(guest, scale), free, host, *resident, rng);
  if (!corner) return {};

  const bool flipped = rng.chance(0.5);
  Cutout cutout = cut_out(pasted, guest, scale, flipped);
  harmonise(cutout, pasted.image, host.image, free, rng);

  Composite composite{{host.image(free).clone(), host.mask(free).clone()}, {}};
  const cv::Point place = *corner - free.tl();
  const Visible visible = paste(cutout, {place, true, true}, *resident, composite.photo);
  const double covered = visible.pasted / static_cast<double>(free.area());
  if (covered < kMinShare) return {};
  composite.parameters = {
      {"scale", scale}, {"x", place.x}, {"y", place.y}, {"flipped", flipped}, {"share", covered}};
  return composite;
}

}  // namespace petseg
