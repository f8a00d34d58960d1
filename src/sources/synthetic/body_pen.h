#pragma once

#include "sources/synthetic/breed.h"
#include "sources/synthetic/head.h"
#include "sources/synthetic/painter.h"

namespace petseg {

/// Draws the parts of one animal's body in body units: (0, 0) is the ground under the animal, 1 a
/// cat's head radius.
class BodyPen {
 public:
  BodyPen(Painter& painter, const SyntheticBreed& breed, Rng& rng)
      : painter_(painter), breed_(breed), rng_(rng) {}

  /// The trunk; its points are moved a little, so that no two animals are the same.
  void trunk(Outline points, double light = 1);
  void part(const Outline& outline, const cv::Mat& texture, double light = 1);
  /// A leg with its paw; `start` and `end` are radii before the breed's stoutness.
  void leg(const Outline& path, double start, double end, double light = 1);
  /// A cat's tail is long and even, a dog's shorter and tapered.
  void tail(const Outline& path);
  /// The head, at times with a collar under it.
  void head(HeadPlace place);

  const Coat& coat() const { return painter_.coat(); }
  double stout() const { return breed_.stout; }

 private:
  void collar(cv::Point2d head);

  Painter& painter_;
  const SyntheticBreed& breed_;
  Rng& rng_;
};

}  // namespace petseg
