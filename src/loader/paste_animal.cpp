#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include <opencv2/imgproc.hpp>

#include "petseg/core/classes.h"
#include "petseg/loader/augment.h"

#include "loader/view.h"

namespace petseg {
namespace {

/// Shares of the view that a pasted animal takes. A larger one would hide all of the other photo.
constexpr double kSmallest = 0.005, kLargest = 0.6;
/// Share of the other photo's animal that it hides.
constexpr double kMostHidden = 0.6;
/// Among which its place is chosen.
constexpr int kPlaces = 4;
/// How far a soft edge is blurred, in pixels.
constexpr int kSoftEdge = 3;

/// Where a pasted animal's first pixel may lie, in one direction.
struct Interval {
  double low, high;

  /// Pixels `part` of the animal have to lie before the view's first or behind its last.
  void keep_outside(cv::Range part, int view_length, bool behind) {
    if (behind) {
      low = std::max<double>(low, view_length + kSoftEdge - part.start);
    } else {
      high = std::min<double>(high, -kSoftEdge - part.end);
    }
  }
};

/// An animal that was turned and scaled as it will be pasted.
struct Guest {
  cv::Mat mask;     // class ids, else 0; no larger than the animal
  cv::Matx23d map;  // of its photo onto the mask
  Interval x, y;    // places of the mask in the view
};

cv::Point2d mapped(const cv::Matx23d& map, const cv::Point2d& point) {
  const cv::Vec2d to = map * cv::Vec3d(point.x, point.y, 1);
  return {to[0], to[1]};
}

/// The map onto a part that begins at `corner`.
cv::Matx23d onto_part(cv::Matx23d map, const cv::Point& corner) {
  map(0, 2) -= corner.x;
  map(1, 2) -= corner.y;
  return map;
}

cv::Rect mapped_box(const cv::Matx23d& map, const cv::Rect& box) {
  std::array<cv::Point2f, 4> corners;
  for (int i = 0; i < 4; ++i) {
    corners[i] =
        mapped(map, {box.x + (i % 2) * box.width - 0.5, box.y + (i / 2) * box.height - 0.5});
  }
  return cv::boundingRect(corners);
}

/// The outermost pixels along one side of a photo: there are annotations that end a little before
/// it.
struct Side {
  cv::Rect strip;
  cv::Point outwards;
};

std::array<Side, 4> sides_of(cv::Size photo) {
  const int high = std::max(1, photo.height / 64), wide = std::max(1, photo.width / 64);
  return {Side{{0, 0, photo.width, high}, {0, -1}},
          Side{{0, photo.height - high, photo.width, high}, {0, 1}},
          Side{{0, 0, wide, photo.height}, {-1, 0}},
          Side{{photo.width - wide, 0, wide, photo.height}, {1, 0}}};
}

/// Where its photo cuts the animal off, the cut has to lie beyond the view's border: anywhere else
/// it would be seen as a straight edge.
void keep_cut_outside(const cv::Mat& animal, const Side& side, cv::Size view, Guest& guest) {
  constexpr double kCut = 0.02;  // of the side; less is a paw that touches it
  const cv::Rect touching = cv::boundingRect(animal(side.strip));
  const bool lies_down = side.outwards.x == 0;
  const int length = lies_down ? touching.width : touching.height;
  if (length < kCut * (lies_down ? animal.cols : animal.rows)) return;
  const cv::Rect cut = mapped_box(guest.map, touching + side.strip.tl());
  const cv::Point2d outwards = mapped(guest.map, side.outwards) - mapped(guest.map, {0, 0});
  if (std::abs(outwards.x) > std::abs(outwards.y)) {
    guest.x.keep_outside({cut.x, cut.br().x}, view.width, outwards.x > 0);
  } else {
    guest.y.keep_outside({cut.y, cut.br().y}, view.height, outwards.y > 0);
  }
}

/// Empty where no place in the view suits the animal.
std::optional<Guest> invite(const cv::Mat& animal, cv::Size view, const Augmentation& options,
                            Rng& rng) {
  const cv::Rect box = cv::boundingRect(animal);
  if (box.empty()) return {};
  const cv::Matx22d turn = random_turn(animal.size(), view, options, rng);
  const cv::Matx23d map = view_of(turn, animal.size(), view, {0, 0});
  const cv::Rect place = mapped_box(map, box);
  if (place.area() > 4 * view.area()) return {};
  Guest guest{};
  cv::warpAffine(animal, guest.mask, onto_part(map, place.tl()), place.size(), cv::INTER_NEAREST);
  const cv::Rect tight = cv::boundingRect(guest.mask);
  guest.mask = guest.mask(tight);
  guest.map = onto_part(map, place.tl() + tight.tl());

  // The view may cut off a part of it, though rarely its head.
  guest.x = {-0.3 * tight.width, view.width - 0.7 * tight.width};
  guest.y = {-0.1 * tight.height, view.height - 0.6 * tight.height};
  for (const Side& side : sides_of(animal.size())) keep_cut_outside(animal, side, view, guest);
  if (guest.x.low > guest.x.high || guest.y.low > guest.y.high) return {};
  return guest;
}

/// Of a few places, the one at which it hides least of another animal, which is where `taken` is
/// 255. Empty where that is too much.
cv::Rect choose_place(const Guest& guest, const cv::Mat& taken, Rng& rng) {
  cv::Rect best;
  int least = -1;
  for (int i = 0; i < kPlaces && least != 0; ++i) {
    const cv::Point corner(cvRound(rng.uniform(guest.x.low, guest.x.high)),
                           cvRound(rng.uniform(guest.y.low, guest.y.high)));
    const cv::Rect place(corner, guest.mask.size());
    const cv::Rect seen = place & cv::Rect({}, taken.size());
    if (seen.empty()) continue;
    const int hidden = cv::countNonZero(taken(seen) & guest.mask(seen - corner));
    if (least >= 0 && hidden >= least) continue;
    least = hidden;
    best = place;
  }
  return least <= kMostHidden * cv::countNonZero(taken) ? best : cv::Rect();
}

/// How much brighter a photo has to become for a part of the difference to the other to go.
double match_of_light(const cv::Mat& own, const cv::Mat& other, Rng& rng) {
  const auto light = [](const cv::Mat& image) {
    const cv::Scalar mean = cv::mean(image);
    return 1 + 0.299 * mean[0] + 0.587 * mean[1] + 0.114 * mean[2];
  };
  const double all = light(other) / light(own);
  return std::clamp(std::pow(all, rng.uniform(0.3, 0.9)), 0.6, 1.7);
}

cv::Mat disc(int radius) {
  return cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * radius + 1, 2 * radius + 1});
}

/// How opaque an animal is. Annotations are mostly too wide, by about a hundredth of the photo: cut
/// out along them, an animal would bring a rim of its old background. Its truth stays as wide as
/// other photos have it. `photo_side` is in pixels of the view.
cv::Mat soft_edge(const cv::Mat& shape, double photo_side, Rng& rng) {
  const int rim = std::max(1, cvRound(rng.uniform(0.006, 0.014) * photo_side));
  cv::Mat inner, around_inner, slim;
  cv::erode(shape, inner, disc(rim));
  cv::dilate(inner, around_inner, disc(rim + 1));
  cv::erode(shape, slim, disc(1));
  inner |= slim & ~around_inner;  // legs and tails that are little wider than the rim
  cv::Mat alpha;
  const int reach = 2 * kSoftEdge + 1;
  cv::GaussianBlur(inner, alpha, {reach, reach}, rng.uniform(0.6, 1.4));
  return alpha;
}

void blend(const cv::Mat& over, const cv::Mat& alpha, cv::Mat under) {
  for (int y = 0; y < under.rows; ++y) {
    auto* to = under.ptr<std::uint8_t>(y);
    const auto* from = over.ptr<std::uint8_t>(y);
    const auto* opaque = alpha.ptr<std::uint8_t>(y);
    for (int x = 0; x < under.cols; ++x, to += 3, from += 3) {
      const int a = opaque[x];
      for (int c = 0; c < 3; ++c) {
        to[c] = static_cast<std::uint8_t>((from[c] * a + to[c] * (255 - a) + 127) / 255);
      }
    }
  }
}

}  // namespace

bool paste_animal(LabelledPhoto& photo, const LabelledPhoto& other, const Augmentation& options,
                  Rng& rng) {
  cv::Mat animal = other.mask.clone();
  animal.setTo(kBackground, animal == kIgnoreLabel);
  const cv::Size view = photo.image.size();
  const auto guest = invite(animal, view, options, rng);
  if (!guest) return false;
  const cv::Mat taken = (photo.mask != kBackground) & (photo.mask != kIgnoreLabel);
  const cv::Rect place = choose_place(*guest, taken, rng);
  const cv::Rect seen = place & cv::Rect({}, view);
  if (seen.empty()) return false;
  const double share =
      cv::countNonZero(guest->mask(seen - place.tl())) / static_cast<double>(view.area());
  if (share < kSmallest || share > kLargest) return false;

  // The part of the view that changes: what is seen of the animal, and its soft edge.
  const cv::Rect part = cv::Rect(seen.x - kSoftEdge, seen.y - kSoftEdge, seen.width + 2 * kSoftEdge,
                                 seen.height + 2 * kSoftEdge) &
                        cv::Rect({}, view);
  cv::Mat mask = cv::Mat::zeros(part.size(), CV_8U);
  guest->mask(seen - place.tl()).copyTo(mask(seen - part.tl()));
  cv::Mat image;
  cv::warpAffine(other.image, image, onto_part(guest->map, part.tl() - place.tl()), part.size(),
                 cv::INTER_LINEAR, cv::BORDER_REPLICATE);
  image.convertTo(image, -1, match_of_light(other.image, photo.image, rng));

  const cv::Matx23d& map = guest->map;
  const double magnified = std::abs(map(0, 0) * map(1, 1) - map(0, 1) * map(1, 0));
  const double photo_side = std::sqrt(magnified * static_cast<double>(animal.total()));
  blend(image, soft_edge(mask > 0, photo_side, rng), photo.image(part));
  cv::Mat truth = photo.mask(part);
  mask.copyTo(truth, mask);
  return true;
}

}  // namespace petseg
