#include <algorithm>
#include <cmath>

#include <opencv2/core.hpp>

#include "data/composite/blend.h"
#include "data/composite/composite.h"

namespace petseg {
namespace {

constexpr int kAttempts = 12;
// Of the new photo. Drawing the edges in takes up to a quarter off a small animal.
constexpr double kMinShare = 0.01, kMaxShare = 0.035;

/// A place on the clearing's ground, of a few the one that looks most like where the host's animal
/// stands.
std::optional<cv::Point> choose_corner(const cv::Size& size, const Clearing& clearing,
                                       const Ground& ground, Rng& rng) {
  const cv::Rect& area = clearing.area;
  const double highest =
      std::max(clearing.ground_top + 0.3 * size.height, 1.0 * area.y + size.height);
  const double lowest = area.y + 0.97 * area.height;
  const double left = area.x + 0.04 * area.width;
  const double right = area.br().x - 0.04 * area.width - size.width;
  if (left > right || highest > lowest) return {};

  std::optional<cv::Point> best;
  double least = 255;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const cv::Point corner(cvRound(rng.uniform(left, right)),
                           cvRound(rng.uniform(highest, lowest)) - size.height);
    const auto difference = ground.difference_below({corner, size});
    if (!difference || *difference >= least) continue;
    least = *difference;
    best = corner;
  }
  return best;
}

}  // namespace

bool has_place(const AnimalPhoto& host) {
  const auto& subject = host.subject();
  return subject && !subject->cut.bottom && host.clearing() && !host.has_frame();
}

std::optional<Composite> compose_tiny(const AnimalPhoto& pasted, const AnimalPhoto& host,
                                      Rng& rng) {
  if (!pasted.is_whole() || !has_place(host)) return {};
  const Clearing& clearing = *host.clearing();
  const Subject& guest = *pasted.subject();
  const double share = rng.uniform(1.3 * kMinShare, kMaxShare);
  const double scale = std::sqrt(share * clearing.area.area() / guest.area);
  const auto corner = choose_corner(scaled_size(guest, scale), clearing, host.ground(), rng);
  if (!corner) return {};

  const bool flipped = rng.chance(0.5);
  Cutout cutout = cut_out(pasted.mask(), guest, pasted.matte(), scale, flipped);
  Look wanted = host.look();
  wanted.sharpness = clearing.sharpness;
  harmonise(cutout, pasted.look(), wanted, rng);

  const cv::Rect& area = clearing.area;
  Composite composite{{host.image()(area).clone(), host.mask()(area).clone()}, {}};
  const cv::Point place = *corner - area.tl();
  const Visible visible = paste(cutout, {place, true, true}, host, composite.photo);
  const double covered = visible.pasted / static_cast<double>(area.area());
  if (covered < kMinShare) return {};
  composite.parameters = {
      {"scale", scale}, {"x", place.x}, {"y", place.y}, {"flipped", flipped}, {"share", covered}};
  return composite;
}

}  // namespace petseg
