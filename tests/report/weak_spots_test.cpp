#include "petseg/report/weak_spots.h"

#include <algorithm>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "petseg/core/rng.h"
#include "petseg/report/report.h"

namespace petseg {
namespace {

void set_miou(ScoredPhoto& photo, double miou) {
  const auto right = std::llround(10000 * std::clamp(miou, 0.0, 1.0));
  photo.score.confusion[kCat] = {10000 - right, right, 0};
}

/// Properties without a relation to anything else.
PhotoRecord random_record(Rng& rng) {
  PhotoRecord record;
  for (const PropertySpec& spec : property_specs()) record.properties.*spec.field = rng.uniform();
  record.breed = fmt::format("breed {}", rng.below(20));
  record.species = rng.chance(0.5) ? Species::kCat : Species::kDog;
  record.categories = {fmt::format("category {}", rng.below(6))};
  return record;
}

double usual_miou(Rng& rng) { return 0.9 + 0.12 * std::log(1 - rng.uniform()); }

std::vector<ScoredPhoto> random_photos(int count, std::uint64_t seed) {
  Rng rng({seed});
  std::vector<ScoredPhoto> photos(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < photos.size(); ++i) {
    photos[i].record = random_record(rng);
    photos[i].record.origin = fmt::format("{}.jpg", i);
    set_miou(photos[i], usual_miou(rng));
  }
  return photos;
}

TEST(WeakSpots, FindPhotosThatWereDarkenedAndSpoiled) {
  auto photos = random_photos(600, /*seed=*/1);
  for (ScoredPhoto& photo : photos) photo.record.properties.luminance += 0.4;
  Rng rng({2});
  for (std::size_t i = 0; i < photos.size(); i += 12) {
    photos[i].record.properties.luminance = rng.uniform(0.05, 0.3);
    set_miou(photos[i], usual_miou(rng) - 0.25);
  }

  const Report report = make_report({}, photos);

  ASSERT_EQ(report.weak_spots.size(), 1U);
  const WeakSpot& spot = report.weak_spots[0];
  ASSERT_EQ(spot.conditions.size(), 1U);
  EXPECT_EQ(spot.conditions[0].property, "luminance");
  EXPECT_EQ(spot.conditions[0].kind, Condition::Kind::kBelow);
  EXPECT_NEAR(static_cast<double>(spot.photos.size()), 50, 15);
  EXPECT_LT(spot.inside, 0.7);
  EXPECT_GT(spot.outside, 0.75);
  EXPECT_LT(spot.p_value, 0.001);
  const auto score = [&](std::size_t i) { return photos[i].score.confusion[kCat][kCat]; };
  EXPECT_TRUE(std::ranges::is_sorted(spot.photos, {}, score));
}

TEST(WeakSpots, FindWhatTwoConditionsHaveInCommon) {
  auto photos = random_photos(1000, /*seed=*/3);
  for (ScoredPhoto& photo : photos) {
    const PhotoProperties& own = photo.record.properties;
    if (own.luminance < 0.3 && own.animal_share < 0.3) set_miou(photo, 0.4);
  }

  const auto spots = find_weak_spots(photos);

  ASSERT_EQ(spots.size(), 1U);
  const std::string text = conditions_text(spots[0].conditions);
  EXPECT_NE(text.find("luminance < 0."), std::string::npos) << text;
  EXPECT_NE(text.find("animal_share < 0."), std::string::npos) << text;
}

TEST(WeakSpots, FindOneAfterTheOther) {
  auto photos = random_photos(800, /*seed=*/4);
  for (ScoredPhoto& photo : photos) {
    if (photo.record.breed == "breed 7") set_miou(photo, 0.5);
    if (photo.record.categories[0] == "category 2") set_miou(photo, 0.6);
  }

  const auto spots = find_weak_spots(photos);

  ASSERT_EQ(spots.size(), 2U);
  EXPECT_EQ(conditions_text(spots[0].conditions), "category is category 2");
  EXPECT_EQ(conditions_text(spots[1].conditions), "breed is breed 7");
}

TEST(WeakSpots, AreSilentOnShuffledScores) {
  constexpr int kTrials = 200;
  auto photos = random_photos(300, /*seed=*/5);
  int alarms = 0;
  for (std::uint64_t trial = 0; trial < kTrials; ++trial) {
    std::vector<PhotoScore> scores = scores_of(photos);
    Rng({6, trial}).shuffle(scores);
    for (std::size_t i = 0; i < photos.size(); ++i) photos[i].score = scores[i];
    alarms += find_weak_spots(photos, trial).empty() ? 0 : 1;
  }
  EXPECT_LE(alarms, 0.08 * kTrials);
  RecordProperty("alarms", alarms);
}

TEST(WeakSpots, AreSilentWhereFewRawPhotosMakeMany) {
  // What the copies of a raw photo have in common, properties and scores alike, is no evidence.
  constexpr int kTrials = 200;
  constexpr int kCopies = 6;
  int alarms = 0;
  for (std::uint64_t trial = 0; trial < kTrials; ++trial) {
    Rng rng({7, trial});
    std::vector<ScoredPhoto> photos;
    for (int raw = 0; raw < 60; ++raw) {
      ScoredPhoto photo;
      photo.record = random_record(rng);
      photo.record.origin = fmt::format("{}.jpg", raw);
      const double miou = usual_miou(rng);
      for (int copy = 0; copy < kCopies; ++copy) {
        set_miou(photo, miou + 0.02 * rng.normal());
        photos.push_back(photo);
      }
    }
    alarms += find_weak_spots(photos, trial).empty() ? 0 : 1;
  }
  EXPECT_LE(alarms, 0.08 * kTrials);
  RecordProperty("alarms", alarms);
}

TEST(WeakSpots, NeedPhotosThatDiffer) {
  EXPECT_TRUE(find_weak_spots({}).empty());
  EXPECT_TRUE(find_weak_spots(random_photos(12, /*seed=*/1)).empty());
  auto photos = random_photos(100, /*seed=*/1);
  for (ScoredPhoto& photo : photos) set_miou(photo, 0.5);
  EXPECT_TRUE(find_weak_spots(photos).empty());
  for (ScoredPhoto& photo : photos) photo.score = {};
  EXPECT_TRUE(find_weak_spots(photos).empty());
}

TEST(Conditions, HoldAndAreReadAsTheyAreWritten) {
  PhotoRecord photo;
  photo.properties.luminance = 0.22;
  photo.categories = {"dark", "cats"};
  const Condition below{"luminance", Condition::Kind::kBelow, 0.22, ""};
  const Condition above{"luminance", Condition::Kind::kAbove, 0.22, ""};
  const Condition is{"category", Condition::Kind::kIs, 0, "cats"};

  EXPECT_FALSE(holds(below, photo));
  EXPECT_TRUE(holds(above, photo));
  EXPECT_TRUE(holds(is, photo));
  EXPECT_FALSE(holds({"species", Condition::Kind::kIs, 0, "dog"}, photo));
  EXPECT_EQ(conditions_text({below, is}), "luminance < 0.22 and category is cats");
  EXPECT_EQ(conditions_text({above}), "luminance >= 0.22");
}

}  // namespace
}  // namespace petseg
