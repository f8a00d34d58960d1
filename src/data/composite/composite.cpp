#include "data/composite/composite.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "petseg/core/classes.h"
#include "petseg/image/resize.h"

#include "data/composite/blend.h"

namespace petseg {
namespace {

constexpr int kAttempts = 32;
constexpr double kMinVisible = 0.02;        // of the photo, for each animal
constexpr double kMinCoveredVisible = 0.5;  // of the animal that is behind
constexpr double kMinHeadVisible = 0.7;     // of its upper part
constexpr double kMaxEnlargement = 1.3;     // beyond that it looks blurred
constexpr double kMaxOutside = 0.3;         // of the pasted animal's width, beyond the photo's side

/// How tall the pasted animal would be beside the host's. The photos do not tell how far away
/// either is: the areas of what is visible stand for that.
double natural_scale(const Subject& pasted, const Subject& host, Rng& rng) {
  double taller = rng.uniform(0.85, 1.15);
  if (pasted.species != host.species) {
    const double cat_to_dog = rng.uniform(0.6, 0.85);
    taller = pasted.species == kCat ? cat_to_dog : 1 / cat_to_dog;
  }
  return taller * std::sqrt(host.area / pasted.area);
}

/// How far away the pasted animal is.
struct Depth {
  bool in_front;    // of the host's animal
  double nearer;    // factor of its size
  bool has_ground;  // on which both can be seen to stand
  double bottom;    // row of the host at which it ends; unused without ground
};

/// Animals whose feet both photos show stand on one ground: who is in front has the lower feet and
/// is a little larger. An animal without visible feet is cut off by the photo's lower side, and
/// beside one, so is the other.
Depth choose_depth(const Subject& pasted, const Subject& host, Rng& rng) {
  const bool in_front = rng.chance(0.5);
  if (pasted.cut.bottom && !host.cut.bottom) return {true, 1.15, false, 0};
  if (host.cut.bottom) return {in_front, 1, false, 0};
  const double feet = host.box.br().y;
  const double horizon = host.box.y - 0.3 * host.box.height;  // the photographer looks down a bit
  const double step = rng.uniform(0.01, 0.06) * host.shape.rows;
  const double bottom = in_front ? feet + step : feet - step;
  return {in_front, (bottom - horizon) / (feet - horizon), true, bottom};
}

/// The row at which an animal of `height` pixels ends that the photo's lower side cuts off; without
/// a value when too little of it would be left.
std::optional<double> bottom_below_photo(double height, bool is_cut, int rows, Rng& rng) {
  const double wanted = is_cut ? 0 : rng.uniform(0.15, 0.35) * height;
  const double needed = height - rng.uniform(0.9, 0.97) * rows;
  const double below = std::max(wanted, needed);
  if (below > 0.4 * height) return {};
  return rows + below;
}

/// The shapes of both animals at a quarter of their size: to try many places.
class Overlap {
 public:
  Overlap(const cv::Mat& pasted_shape, const cv::Size& pasted_size, const Subject& host)
      : host_(reduced(host.shape, host.shape.size())), pasted_(reduced(pasted_shape, pasted_size)) {
    pasted_area_ = std::max(1, cv::countNonZero(pasted_));
    host_area_ = std::max(1, cv::countNonZero(host_));
    host_head_ = head(host_);
    pasted_head_ = head(pasted_);
  }

  struct Shares {
    double covered, head, inside;
  };
  /// How much of the animal behind, and of its upper part, can be seen; and how much of the pasted
  /// animal lies in the photo.
  Shares at(const cv::Point& corner, bool in_front) const {
    const cv::Rect place({corner.x / kReduction, corner.y / kReduction}, pasted_.size());
    const cv::Rect inside = place & cv::Rect({}, host_.size());
    if (inside.empty()) return {0, 0, 0};
    const cv::Mat theirs = pasted_(inside - place.tl());
    const cv::Mat hidden = host_(inside) & theirs;
    const double in_photo = cv::countNonZero(theirs);
    const double both = cv::countNonZero(hidden);
    if (in_front) {
      const cv::Mat head_hidden = hidden & host_head_(inside);
      return {1 - both / host_area_, 1 - share(head_hidden, host_head_), in_photo / pasted_area_};
    }
    const cv::Mat head = pasted_head_(inside - place.tl());
    const cv::Mat head_seen = head - (head & host_(inside));
    return {(in_photo - both) / pasted_area_, share(head_seen, pasted_head_),
            in_photo / pasted_area_};
  }

 private:
  static constexpr int kReduction = 4;

  static cv::Mat reduced(const cv::Mat& shape, const cv::Size& size) {
    return resize_mask(shape, std::max(1, size.height / kReduction),
                       std::max(1, size.width / kReduction));
  }
  /// Where heads mostly are.
  static cv::Mat head(const cv::Mat& shape) {
    const cv::Rect box = cv::boundingRect(shape);
    cv::Mat upper = cv::Mat::zeros(shape.size(), CV_8U);
    const cv::Rect part(box.x, box.y, box.width, (box.height * 2 + 4) / 5);
    shape(part).copyTo(upper(part));
    return upper;
  }
  static double share(const cv::Mat& part, const cv::Mat& whole) {
    return cv::countNonZero(part) / std::max(1.0, static_cast<double>(cv::countNonZero(whole)));
  }

  cv::Mat host_, pasted_, host_head_, pasted_head_;
  double pasted_area_, host_area_;
};

/// An animal as it will be pasted, not cut out yet.
struct Guest {
  cv::Mat shape;  // at its own photo's size
  cv::Size size;  // at which it will be pasted
  CutSides cut;
};

Guest make_guest(const Subject& subject, double scale, bool flipped) {
  Guest guest{subject.shape(subject.box), scaled_size(subject, scale), subject.cut};
  if (!flipped) return guest;
  cv::Mat mirrored;
  cv::flip(guest.shape, mirrored, 1);
  guest.shape = mirrored;
  std::swap(guest.cut.left, guest.cut.right);
  return guest;
}

/// A place at the side of the host's animal or overlapping it, with cut sides at the photo's own:
/// the one on the ground most like that below the host's animal, with about the wanted overlap.
std::optional<cv::Point> choose_corner(const Guest& guest, const Depth& depth,
                                       const AnimalPhoto& host, Rng& rng) {
  const Subject& subject = *host.subject();
  const int width = guest.size.width;
  const int photo_width = host.mask().cols;
  const double gap = 0.04 * photo_width;
  double left = std::max(subject.box.x - width - gap, -kMaxOutside * width);
  double right = std::min(subject.box.br().x + gap, photo_width - (1 - kMaxOutside) * width);
  if (guest.cut.left) left = right = 0;
  if (guest.cut.right) left = right = photo_width - width;
  const int y = cvRound(depth.bottom) - guest.size.height;
  if (left > right || y < 0) return {};

  constexpr double kMaxGroundDifference = 35;
  const Overlap overlap(guest.shape, guest.size, subject);
  const double wanted = rng.uniform(0.7, 1.0);
  std::optional<cv::Point> best;
  double least_cost = 1;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const cv::Point corner(cvRound(rng.uniform(left, right)), y);
    const auto seen = overlap.at(corner, depth.in_front);
    if (seen.covered < kMinCoveredVisible || seen.head < kMinHeadVisible) continue;
    double cost = std::abs(seen.covered - wanted) + (1 - seen.inside);
    if (depth.has_ground) {
      const auto difference = host.ground().difference_below({corner, guest.size});
      cost += difference.value_or(kMaxGroundDifference / 2) / kMaxGroundDifference;
    }
    if (cost >= least_cost) continue;
    least_cost = cost;
    best = corner;
  }
  return best;
}

}  // namespace

std::optional<Composite> compose(const AnimalPhoto& pasted, const AnimalPhoto& host, Rng& rng) {
  const auto& subject = pasted.subject();
  const auto& resident = host.subject();
  if (!subject || !resident) return {};

  Depth depth = choose_depth(*subject, *resident, rng);
  const double scale = depth.nearer * natural_scale(*subject, *resident, rng);
  const double min_area = kMinVisible * static_cast<double>(host.mask().total());
  if (scale > kMaxEnlargement || scale * scale * subject->area < min_area) return {};
  const bool flipped = rng.chance(0.5);
  const Guest guest = make_guest(*subject, scale, flipped);
  if (!depth.has_ground) {
    const auto bottom =
        bottom_below_photo(guest.size.height, guest.cut.bottom, host.mask().rows, rng);
    if (!bottom) return {};
    depth.bottom = *bottom;
  }
  const auto corner = choose_corner(guest, depth, host, rng);
  if (!corner || host.has_frame()) return {};

  Cutout cutout = cut_out(pasted.mask(), *subject, pasted.matte(), scale, flipped);
  harmonise(cutout, pasted.look(), host.look(), rng);
  Composite composite{{host.image().clone(), host.mask().clone()}, {}};
  const Visible visible =
      paste(cutout, {*corner, depth.in_front, depth.has_ground}, host, composite.photo);
  const double host_area = cv::countNonZero(host.mask() == resident->species);
  const double host_visible = host_area - visible.host_hidden;
  const double pasted_area = std::max(1, cv::countNonZero(cutout.alpha >= kOpaque));
  const double covered_visible =
      depth.in_front ? host_visible / host_area : visible.pasted / pasted_area;
  if (visible.pasted < min_area || host_visible < min_area ||
      covered_visible < kMinCoveredVisible) {
    return {};
  }
  composite.parameters = {{"scale", scale},
                          {"x", corner->x},
                          {"y", corner->y},
                          {"flipped", flipped},
                          {"in_front", depth.in_front},
                          {"visible", covered_visible}};
  return composite;
}

}  // namespace petseg
