#include "report/origin_halves.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace petseg {
namespace {

using Origins = std::vector<std::string>;

/// Expects that no raw photo is in both halves.
void expect_apart(const Origins& origins, const std::vector<Half>& halves) {
  std::map<std::string_view, std::set<Half>> halves_of;
  for (std::size_t i = 0; i < origins.size(); ++i) {
    if (halves[i] == Half::kNeither) continue;
    for (const std::string_view raw : raw_photos_of(origins[i])) halves_of[raw].insert(halves[i]);
  }
  for (const auto& [raw, in] : halves_of) EXPECT_EQ(in.size(), 1U) << raw;
}

TEST(OriginHalves, KeepPhotosOfTheSameRawPhotoTogether) {
  Origins origins;
  for (int raw = 0; raw < 60; ++raw) {
    for (int copy = 0; copy < 4; ++copy) origins.push_back(fmt::format("cats/{}.jpg", raw));
  }
  for (int raw = 0; raw < 30; ++raw) {
    origins.push_back(fmt::format("cats/{}.jpg+cats/{}.jpg", raw, 59 - raw));
  }

  const auto halves = split_by_origin(origins, /*seed=*/0);

  expect_apart(origins, halves);
  EXPECT_EQ(std::ranges::count(halves, Half::kNeither), 0);
  EXPECT_NEAR(static_cast<double>(std::ranges::count(halves, Half::kFirst)), 135, 10);
  EXPECT_NE(split_by_origin(origins, /*seed=*/1), halves);
}

TEST(OriginHalves, DivideAGroupThatIsMostOfAllPhotos) {
  Origins origins;  // each raw photo and the one after it make a photo
  for (int raw = 0; raw < 100; ++raw) {
    origins.push_back(fmt::format("{}.jpg", raw));
    origins.push_back(fmt::format("{}.jpg+{}.jpg", raw, raw + 1));
  }

  const auto halves = split_by_origin(origins, /*seed=*/0);

  expect_apart(origins, halves);
  EXPECT_LE(std::ranges::count(halves, Half::kNeither), 30);
  EXPECT_NEAR(static_cast<double>(std::ranges::count(halves, Half::kFirst)), 90, 10);
}

TEST(OriginHalves, HavePhotosOfAFewAnimalsInBoth) {
  Origins origins;  // three animals, each pasted into 20 photos
  for (int host = 0; host < 20; ++host) {
    for (int animal = 0; animal < 3; ++animal) {
      origins.push_back(fmt::format("animal {}.jpg+{}.jpg", animal, host));
    }
  }

  const auto halves = split_by_origin(origins, /*seed=*/0);

  expect_apart(origins, halves);
  EXPECT_GE(std::ranges::count(halves, Half::kFirst), 8);
  EXPECT_GE(std::ranges::count(halves, Half::kSecond), 8);
}

TEST(OriginHalves, PhotosWithoutAnOriginStandAlone) {
  const auto halves = split_by_origin(Origins(10), /*seed=*/0);
  EXPECT_EQ(std::ranges::count(halves, Half::kFirst), 5);
  EXPECT_EQ(std::ranges::count(halves, Half::kSecond), 5);
  EXPECT_TRUE(split_by_origin({}, /*seed=*/0).empty());
}

}  // namespace
}  // namespace petseg
