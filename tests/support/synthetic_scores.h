#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "petseg/core/rng.h"
#include "petseg/metrics/photo_score.h"

namespace petseg {

/// A photo as a fair model scores it: an animal that takes 2 to 80 % of it, most of it found, the
/// tail towards the bad; one in ten has patches of the other species, one in twenty is taken for
/// it as a whole. Close to what petseg's own reports say of Oxford's photos.
inline PhotoScore synthetic_score(Rng& rng) {
  constexpr double kPixels = 187500;  // 500 × 375
  const double animal = kPixels * std::clamp(0.4 + 0.18 * rng.normal(), 0.02, 0.8);
  const auto skewed = [&](double mean) {
    return std::min(0.9, -mean * std::log(1 - rng.uniform()));
  };
  const double missed = skewed(0.06);
  const double invented = skewed(0.04);
  const double draw = rng.uniform();
  const double swapped = draw < 0.05 ? 1 : draw < 0.15 ? rng.uniform(0, 0.5) : 0;

  PhotoScore score;
  const int truth = rng.chance(0.5) ? kCat : kDog;
  const int other = truth == kCat ? kDog : kCat;
  const auto pixels = [](double count) { return std::llround(count); };
  const double found = animal * (1 - missed);
  score.confusion[truth][kBackground] = pixels(animal * missed);
  score.confusion[truth][other] = pixels(found * swapped);
  score.confusion[truth][truth] = pixels(found * (1 - swapped));
  score.confusion[kBackground][truth] = pixels(animal * invented);
  score.confusion[kBackground][kBackground] = pixels(kPixels - animal * (1 + invented));

  for (int c = 0; c < kNumClasses; ++c) {
    Overlap<std::int64_t> all{.both = score.confusion[c][c]};
    for (int p = 0; p < kNumClasses; ++p) {
      all.truth += score.confusion[c][p];
      all.found += score.confusion[p][c];
    }
    // The outline: a fifth of the pixels, and of those that are right a few less.
    const double agreement = 0.2 * rng.uniform(0.8, 1);
    score.boundary[c] = {all.truth / 5, all.found / 5,
                         pixels(agreement * static_cast<double>(all.both))};
    score.soft[c] = {static_cast<double>(all.truth), 0.97 * static_cast<double>(all.found),
                     0.95 * static_cast<double>(all.both)};
  }
  // Most pixels are sure ones, and surer than right.
  const double mistakes = skewed(0.04);
  score.calibration[kCalibrationBins - 1] = {
      pixels(0.9 * kPixels), pixels(0.9 * kPixels * (1 - mistakes)), 0.9 * kPixels * 0.99};
  score.calibration[10] = {pixels(0.1 * kPixels), pixels(0.1 * kPixels * rng.uniform(0.3, 0.9)),
                           0.1 * kPixels * 0.7};
  return score;
}

inline std::vector<PhotoScore> synthetic_scores(int count, std::uint64_t seed) {
  std::vector<PhotoScore> photos;
  Rng rng({seed});
  for (int i = 0; i < count; ++i) photos.push_back(synthetic_score(rng));
  return photos;
}

}  // namespace petseg
