#include "data/composite/outline.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include <opencv2/imgproc.hpp>

namespace petseg {
namespace {

/// Pixels of the animal's longer side: outlines are looked at in one size, since all limits depend
/// on it.
constexpr int kSide = 200;

/// Straight edges: so many pixels of the outline, at most so far from a straight line. Legs and
/// backs are straight as well, but seldom as long, or upright or level as exactly.
struct Limit {
  std::size_t length;
  double distance;
};
constexpr Limit kAnyDirection{80, 1.2};
constexpr Limit kUpright{50, 0.6};  // or level
/// Near a side of the photo and along it: annotations do not follow a frame's edge exactly.
constexpr Limit kAlongSide{70, 2.4};
constexpr double kNearSide = 0.06;  // of the photo's width or height

using Outline = std::vector<cv::Point>;

/// Some points of an outline in a row.
struct Stretch {
  const Outline& outline;
  std::size_t begin, length;

  cv::Point at(std::size_t i) const { return outline[(begin + i) % outline.size()]; }

  bool is_straight(double max_distance) const {
    const cv::Point first = at(0);
    const cv::Point along = at(length) - first;
    const double distance = cv::norm(along);
    if (distance < 0.7 * static_cast<double>(length)) return false;
    for (std::size_t i = 1; i < length; ++i) {
      if (std::abs(along.cross(at(i) - first)) > max_distance * distance) return false;
    }
    return true;
  }
};

/// A subject's outlines at a normal size.
class Outlines {
 public:
  explicit Outlines(const Subject& subject) : cut_(subject.cut), box_(subject.box.size()) {
    const double scale = static_cast<double>(kSide) / std::max(box_.width, box_.height);
    box_ = {std::max(1, cvRound(scale * box_.width)), std::max(1, cvRound(scale * box_.height))};
    const cv::Rect& box = subject.box;
    const cv::Size photo = subject.shape.size();
    left_ = cvRound(scale * (kNearSide * photo.width - box.x));
    right_ = cvRound(scale * ((1 - kNearSide) * photo.width - box.x));
    top_ = cvRound(scale * (kNearSide * photo.height - box.y));
    cv::Mat small;
    cv::resize(subject.shape(box), small, box_, 0, 0, cv::INTER_AREA);
    cv::findContours(small >= 128, outlines_, cv::RETR_LIST, cv::CHAIN_APPROX_NONE);
  }

  bool have_straight_edge() const {
    for (const Outline& outline : outlines_) {
      for (std::size_t i = 0; i < outline.size(); ++i) {
        if (is_straight(outline, i, kAnyDirection, [](auto, auto) { return true; }) ||
            is_straight(outline, i, kUpright, is_upright) ||
            is_straight(outline, i, kAlongSide,
                        [&](auto a, auto b) { return is_near_side(a, b); })) {
          return true;
        }
      }
    }
    return false;
  }

 private:
  /// `where`: for which ends of a stretch the limit holds.
  template <class Where>
  bool is_straight(const Outline& outline, std::size_t begin, const Limit& limit,
                   Where where) const {
    if (outline.size() <= limit.length) return false;
    const Stretch stretch{outline, begin, limit.length};
    const cv::Point a = stretch.at(0), b = stretch.at(limit.length);
    return where(a, b) && !is_natural(a, b) && stretch.is_straight(limit.distance);
  }

  static bool is_upright(const cv::Point& a, const cv::Point& b) {
    return std::abs(a.x - b.x) <= 1 || std::abs(a.y - b.y) <= 1;
  }

  /// Where the photo cuts the animal, or below it, level.
  bool is_natural(const cv::Point& a, const cv::Point& b) const {
    const auto both_at = [](int one, int other, int side) {
      return std::abs(one - side) <= 1 && std::abs(other - side) <= 1;
    };
    if (cut_.left && both_at(a.x, b.x, 0)) return true;
    if (cut_.right && both_at(a.x, b.x, box_.width - 1)) return true;
    if (cut_.bottom && both_at(a.y, b.y, box_.height - 1)) return true;
    const bool is_level = std::abs(a.y - b.y) < 0.05 * std::abs(a.x - b.x);
    return is_level && 3 * std::min(a.y, b.y) > 2 * box_.height;
  }

  bool is_near_side(const cv::Point& a, const cv::Point& b) const {
    return (!cut_.left && std::max(a.x, b.x) <= left_) ||
           (!cut_.right && std::min(a.x, b.x) >= right_) || std::max(a.y, b.y) <= top_;
  }

  CutSides cut_;
  cv::Size box_;
  int left_, right_, top_;  // where the photo's sides are near
  std::vector<Outline> outlines_;
};

}  // namespace

bool has_straight_edge(const Subject& subject) { return Outlines(subject).have_straight_edge(); }

}  // namespace petseg
