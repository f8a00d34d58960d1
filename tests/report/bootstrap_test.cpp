#include "petseg/report/bootstrap.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "petseg/metrics/segmentation_metrics.h"

#include "core/json.h"
#include "support/synthetic_scores.h"

namespace petseg {
namespace {

PhotoScore golden_photo(const Json& json) {
  PhotoScore photo;
  photo.confusion = json.at("confusion").get<decltype(photo.confusion)>();
  for (int c = 0; c < kNumClasses; ++c) {
    const Json& boundary = json.at("boundary").at(c);
    photo.boundary[c] = {boundary.at(0), boundary.at(1), boundary.at(2)};
    const Json& soft = json.at("soft").at(c);
    photo.soft[c] = {soft.at(0), soft.at(1), soft.at(2)};
  }
  const Json& calibration = json.at("calibration");
  for (int bin = 0; bin < kCalibrationBins; ++bin) {
    photo.calibration[bin] = {calibration.at(0).at(bin), calibration.at(1).at(bin),
                              calibration.at(2).at(bin)};
  }
  return photo;
}

class GoldenBootstrap : public testing::Test {
 protected:
  GoldenBootstrap() {
    for (const Json& photo : json_.at("a")) a_.push_back(golden_photo(photo));
    for (const Json& photo : json_.at("b")) b_.push_back(golden_photo(photo));
  }

  const Json json_ =
      read_json(std::filesystem::path(__FILE__).parent_path() / "golden/bootstrap.json");
  const BootstrapOptions options_{json_.at("resamples"), json_.at("seed")};
  std::vector<PhotoScore> a_, b_;
};

void expect_near(const Interval& interval, const Json& expected, double tolerance) {
  EXPECT_NEAR(interval.low, expected.at(0).get<double>(), tolerance);
  EXPECT_NEAR(interval.high, expected.at(1).get<double>(), tolerance);
}

TEST_F(GoldenBootstrap, MetricsAreThoseOfNumPy) {
  for (const auto& [name, value] : named_values(segmentation_metrics(a_))) {
    EXPECT_NEAR(value.value(), json_.at("values").at(name).get<double>(), 1e-12) << name;
  }
}

TEST_F(GoldenBootstrap, IntervalsAreThoseOfSciPyOnTheSameDraws) {
  const Intervals intervals = bootstrap_intervals(a_, options_);
  EXPECT_EQ(intervals.size(), measure_names().size());
  for (const auto& [name, interval] : intervals) {
    SCOPED_TRACE(name);
    expect_near(interval, json_.at("intervals").at(name), 1e-10);
  }
}

TEST_F(GoldenBootstrap, IntervalsAreThoseOfSciPysOwnDrawsButForChance) {
  const BootstrapOptions many{.resamples = json_.at("many"), .seed = 1};
  for (const auto& [name, interval] : bootstrap_intervals(a_, many)) {
    SCOPED_TRACE(name);
    expect_near(interval, json_.at("own_draws").at(name), 0.05 * (interval.high - interval.low));
  }
}

TEST_F(GoldenBootstrap, DifferencesAreThoseOfSciPyOnTheSameDraws) {
  const Differences differences = bootstrap_differences(a_, b_, options_);
  EXPECT_EQ(differences.size(), measure_names().size());
  for (const auto& [name, difference] : differences) {
    SCOPED_TRACE(name);
    const Json& expected = json_.at("differences").at(name);
    EXPECT_NEAR(difference.value, expected.at(0).get<double>(), 1e-12);
    expect_near(difference.interval.value(), expected.at(1), 1e-10);
  }
}

TEST(Bootstrap, HoldsTheTruthInAbout95Of100Samples) {
  // tests/benchmark/bootstrap_coverage.cpp measures it closer.
  constexpr int kRepeats = 400;
  const SegmentationMetrics world = segmentation_metrics(synthetic_scores(40000, /*seed=*/0));
  int miou = 0;
  int cat = 0;
  for (std::uint64_t repeat = 1; repeat <= kRepeats; ++repeat) {
    const Intervals intervals =
        bootstrap_intervals(synthetic_scores(150, repeat), {.resamples = 400, .seed = repeat});
    const auto holds = [&](const char* name, double truth) {
      const Interval& interval = intervals.at(name);
      return interval.low <= truth && truth <= interval.high ? 1 : 0;
    };
    miou += holds("miou", *world.miou);
    cat += holds("iou_cat", *world.iou[kCat]);
  }
  EXPECT_NEAR(static_cast<double>(miou) / kRepeats, 0.95, 0.03);
  EXPECT_NEAR(static_cast<double>(cat) / kRepeats, 0.95, 0.03);
}

TEST(Bootstrap, IsTheSameEachTimeAndOfAnotherSeedAnother) {
  const auto photos = synthetic_scores(30, /*seed=*/1);
  const auto low = [&](std::uint64_t seed) {
    return bootstrap_intervals(photos, {.resamples = 200, .seed = seed}).at("miou").low;
  };
  EXPECT_EQ(low(3), low(3));
  EXPECT_NE(low(3), low(4));
}

TEST(Bootstrap, HasNoIntervalOfAMetricThatFewResamplesHave) {
  auto photos = synthetic_scores(30, /*seed=*/1);
  for (PhotoScore& photo : photos) photo.confusion[kDog] = {};
  EXPECT_EQ(bootstrap_intervals(photos).count("iou_dog"), 0U);
  photos[0].confusion[kDog] = {10, 20, 30};  // drawn in 64 of 100 resamples
  EXPECT_EQ(bootstrap_intervals(photos).count("iou_dog"), 0U);
  photos[1].confusion[kDog] = {40, 20, 30};
  photos[2].confusion[kDog] = {20, 50, 30};
  EXPECT_EQ(bootstrap_intervals(photos).count("iou_dog"), 1U);
}

TEST(Bootstrap, HasAnIntervalWhereOnePhotoDecides) {
  PhotoScore right;
  right.confusion[kCat] = {0, 100, 0};
  std::vector<PhotoScore> photos(40, right);
  photos[0].confusion[kCat] = {0, 0, 100};
  const Interval swap = bootstrap_intervals(photos).at("species_swap");
  EXPECT_EQ(swap.low, 0);
  EXPECT_GT(swap.high, 2.0 / 40);
}

TEST(Bootstrap, HasNoIntervalWhereAllResamplesLieOnOneSide) {
  // Errors that cancel each other on exactly these photos.
  std::vector<PhotoScore> photos(30);
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < photos.size(); ++i) {
    const auto surplus = i + 1 < photos.size() ? static_cast<std::int64_t>(i * i) - 300 : -sum;
    sum += surplus;
    photos[i].confusion[kCat] = {0, 9000, 0};
    photos[i].calibration[7] = {9000, 5000 + surplus, 5000};
  }
  EXPECT_EQ(bootstrap_intervals(photos).count("ece"), 0U);
  EXPECT_EQ(bootstrap_intervals(photos).count("iou_cat"), 1U);
}

TEST(Bootstrap, HasNoIntervalOfOnePhotoOrNone) {
  EXPECT_TRUE(bootstrap_intervals({}).empty());
  EXPECT_TRUE(bootstrap_intervals(synthetic_scores(1, /*seed=*/1)).empty());
}

TEST(Bootstrap, OfPhotosThatAreAllAlikeIsAPoint) {
  PhotoScore photo;
  photo.confusion[kCat] = {10, 30, 0};
  const Interval interval = bootstrap_intervals(std::vector(5, photo)).at("iou_cat");
  EXPECT_EQ(interval.low, 0.75);
  EXPECT_EQ(interval.high, 0.75);
}

TEST(Bootstrap, OfAModelAndItselfHasNoDifference) {
  const auto photos = synthetic_scores(25, /*seed=*/1);
  for (const auto& [name, difference] : bootstrap_differences(photos, photos)) {
    EXPECT_EQ(difference.value, 0) << name;
    EXPECT_EQ(difference.interval.value().low, 0) << name;
    EXPECT_EQ(difference.interval.value().high, 0) << name;
  }
}

TEST(Bootstrap, SeesADifferenceThatIsSmallAgainstWhatPhotosDifferBy) {
  const auto photos = synthetic_scores(100, /*seed=*/1);
  auto better = photos;
  for (PhotoScore& photo : better) {
    auto& missed = photo.confusion[kCat][kBackground];
    photo.confusion[kCat][kCat] += missed / 10;
    missed -= missed / 10;
  }
  const Difference difference = bootstrap_differences(photos, better).at("iou_cat");
  EXPECT_GT(difference.interval.value().low, 0);
  const Interval alone = bootstrap_intervals(photos).at("iou_cat");
  EXPECT_GT(alone.high - alone.low, 10 * difference.value);
}

TEST(Bootstrap, RefusesPairsOfDifferentPhotos) {
  EXPECT_THROW(bootstrap_differences(synthetic_scores(3, 1), synthetic_scores(4, 1)),
               std::logic_error);
}

}  // namespace
}  // namespace petseg
