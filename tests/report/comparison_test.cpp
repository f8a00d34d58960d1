#include "petseg/report/comparison.h"

#include "petseg/core/error.h"

#include "report/scored_photos.h"
#include "support/expect_error.h"

namespace petseg {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

/// Three test photos and one dark one, with so many of 100 pet pixels found.
Report report(int first, int second, int third, int dark) {
  return make_report({}, {cat_photo("a", first), cat_photo("b", second), cat_photo("c", third),
                          cat_photo("d", dark, {"dark"})});
}

const std::pair<std::string, std::string> kNames{"runs/old", "runs/new"};

TEST(Comparison, HasTheDifferenceOfEachSlice) {
  const Comparison both = compare(report(80, 80, 80, 50), report(90, 90, 90, 40), kNames);

  ASSERT_EQ(both.slices.size(), 2U);
  EXPECT_EQ(both.slices[0].name, "test");
  EXPECT_NEAR(both.slices[0].differences.at("iou_cat").value, 0.1, 1e-12);
  EXPECT_EQ(both.slices[1].name, "dark");
  EXPECT_NEAR(both.slices[1].differences.at("iou_cat").value, -0.1, 1e-12);
  EXPECT_EQ(both.slices[0].differences.count("iou_dog"), 0U);
}

TEST(Comparison, TheOtherWayRoundHasTheOppositeIntervals) {
  const Report one = report(80, 70, 95, 50), other = report(90, 20, 97, 40);

  const auto forth = compare(one, other, kNames).slices[0].differences.at("iou_cat");
  const auto back = compare(other, one, kNames).slices[0].differences.at("iou_cat");

  ASSERT_TRUE(forth.interval && back.interval);
  EXPECT_DOUBLE_EQ(forth.value, -back.value);
  EXPECT_NEAR(forth.interval->low, -back.interval->high, 0.02);
  EXPECT_NEAR(forth.interval->high, -back.interval->low, 0.02);
}

TEST(Comparison, PutsWhatGotWorstFirst) {
  const Comparison both = compare(report(80, 80, 80, 50), report(90, 20, 80, 50), kNames);

  ASSERT_EQ(both.photos.size(), 4U);
  EXPECT_EQ(both.photos.front().before, 1U);
  EXPECT_LT(both.photos.front().change(), -0.3);
  EXPECT_EQ(both.photos.back().before, 0U);
}

TEST(Comparison, FindsPhotosByTheirBytesInAnyOrder) {
  Report turned = make_report({}, {cat_photo("d", 50, {"dark"}), cat_photo("c", 70),
                                   cat_photo("b", 80), cat_photo("a", 90)});

  const Comparison both = compare(report(90, 80, 70, 50), turned, kNames);

  for (const PhotoChange& photo : both.photos) EXPECT_EQ(photo.change(), 0);
}

TEST(Comparison, RefusesOtherPhotos) {
  const Report other = make_report({}, {cat_photo("a", 80), cat_photo("x", 80)});

  EXPECT_ERROR(compare(report(80, 80, 80, 50), other, kNames), DataError,
               AllOf(HasSubstr("runs/old was scored on 4 photos, runs/new on 2"),
                     HasSubstr("1 of them are the same")));
}

TEST(Comparison, RefusesAnotherTruthOrCategory) {
  Report other = report(80, 80, 80, 50);
  other.photos[0].record.mask_sha256 = "mended";
  EXPECT_THROW(compare(report(80, 80, 80, 50), other, kNames), DataError);

  const Report elsewhere = make_report({}, {cat_photo("a", 80), cat_photo("b", 80),
                                            cat_photo("c", 80), cat_photo("d", 50, {"noisy"})});
  EXPECT_THROW(compare(report(80, 80, 80, 50), elsewhere, kNames), DataError);
}

TEST(Regressions, AreLossesBeyondWhatIsAllowed) {
  const Comparison both = compare(report(80, 80, 80, 50), report(79, 79, 79, 40), kNames);

  const auto found = regressions(both, "iou_cat", 0.02);

  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].slice, "dark");
  EXPECT_DOUBLE_EQ(found[0].before, 0.5);
  EXPECT_DOUBLE_EQ(found[0].after, 0.4);
  EXPECT_EQ(regressions(both, "iou_cat", 0.005).size(), 2U);
}

TEST(Regressions, OfErrorsAreGains) {
  Report swapped = report(80, 80, 80, 50);
  auto& pixels = swapped.photos[0].score.confusion[kCat];
  std::swap(pixels[kCat], pixels[kDog]);
  swapped = make_report({}, swapped.photos);
  const Report right = report(80, 80, 80, 50);

  EXPECT_EQ(regressions(compare(right, swapped, kNames), "species_swap", 0.01).size(), 1U);
  EXPECT_TRUE(regressions(compare(swapped, right, kNames), "species_swap", 0.01).empty());
}

TEST(ComparisonTable, HasALineForEachSlice) {
  const std::string table =
      comparison_table(compare(report(80, 80, 80, 50), report(90, 90, 90, 40), kNames));

  EXPECT_THAT(table, testing::ContainsRegex("test +3 .*\\+0\\."));
  EXPECT_THAT(table, testing::ContainsRegex("dark +1 .*-0\\."));
}

}  // namespace
}  // namespace petseg
