#include "petseg/report/slice.h"

#include <gtest/gtest.h>

#include "support/synthetic_scores.h"

namespace petseg {
namespace {

TEST(Slice, HasIntervalsAroundItsMetrics) {
  std::vector<ScoredPhoto> photos;
  for (const PhotoScore& score : synthetic_scores(60, /*seed=*/1))
    photos.push_back({.score = score});

  const Slice slice = make_slice("dark", {3, 1, 5, 7, 9, 11, 13, 15, 17, 19}, photos);

  EXPECT_EQ(slice.metrics.n, 10);
  ASSERT_EQ(slice.intervals.count("miou"), 1U);
  const Interval& miou = slice.intervals.at("miou");
  EXPECT_LT(miou.low, *slice.metrics.miou);
  EXPECT_GT(miou.high, *slice.metrics.miou);
}

TEST(Slice, ListsTheWorstPhotoFirstAndThoseWithoutAScoreLast) {
  std::vector<ScoredPhoto> photos(3);
  photos[1].score.confusion[kCat] = {10, 90, 0};
  photos[2].score.confusion[kCat] = {90, 10, 0};

  EXPECT_EQ(make_slice("dark", {0, 1, 2}, photos).photos, (std::vector<std::size_t>{2, 1, 0}));
}

}  // namespace
}  // namespace petseg
