#include "petseg/data/composite.h"

#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>

#include "petseg/core/classes.h"

namespace petseg {
namespace {

const cv::Scalar kGround(120, 120, 120);
const cv::Scalar kCatColour(200, 60, 60);
const cv::Scalar kDogColour(60, 60, 200);

/// A photo of one oval animal.
LabelledPhoto photo(ClassId species, cv::Size size, cv::Rect place) {
  LabelledPhoto made{cv::Mat(size, CV_8UC3, kGround), cv::Mat(size, CV_8U, cv::Scalar(0))};
  const cv::Point centre = (place.tl() + place.br()) / 2;
  cv::ellipse(made.mask, centre, place.size() / 2, 0, 0, 360, species, cv::FILLED);
  made.image.setTo(species == kCat ? kCatColour : kDogColour, made.mask == species);
  return made;
}

LabelledPhoto cat_photo() { return photo(kCat, {200, 150}, {60, 40, 70, 90}); }
LabelledPhoto dog_photo() { return photo(kDog, {300, 200}, {20, 40, 120, 140}); }

TEST(ComposeCatAndDog, ShowsWhatTheMaskSays) {
  Rng rng({1});
  const auto composite = compose_cat_and_dog(cat_photo(), dog_photo(), rng);

  ASSERT_TRUE(composite.has_value());
  const cv::Mat& mask = composite->mask;
  EXPECT_EQ(mask.size(), cv::Size(300, 200));
  cv::Mat inside;
  for (const ClassId species : {kCat, kDog}) {
    cv::erode(mask == species, inside, cv::Mat::ones(9, 9, CV_8U));
    ASSERT_GT(cv::countNonZero(inside), 0);
    const cv::Scalar mean = cv::mean(composite->image, inside);
    const int red = species == kCat ? 0 : 2;
    EXPECT_GT(mean[red], 2 * mean[2 - red]);  // its own colour, not the other's
  }
}

TEST(ComposeCatAndDog, PutsTheCatInFront) {
  // The dog fills the photo, so that the cat must cover a part of it.
  const LabelledPhoto dog = photo(kDog, {200, 200}, {-20, -20, 240, 240});
  Rng rng({2});
  const auto composite = compose_cat_and_dog(cat_photo(), dog, rng);

  ASSERT_TRUE(composite.has_value());
  const int cat_over_dog = cv::countNonZero((composite->mask == kCat) & (dog.mask == kDog));
  EXPECT_GT(cat_over_dog, 0);
  EXPECT_EQ(cv::countNonZero(composite->mask == kDog),
            cv::countNonZero(dog.mask == kDog) - cat_over_dog);
}

TEST(ComposeCatAndDog, KeepsBothVisible) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Rng rng({seed});
    const auto composite = compose_cat_and_dog(cat_photo(), dog_photo(), rng);

    ASSERT_TRUE(composite.has_value()) << seed;
    const double area = 300 * 200;
    EXPECT_GT(cv::countNonZero(composite->mask == kCat), 0.02 * area);
    EXPECT_GE(cv::countNonZero(composite->mask == kDog),
              0.5 * cv::countNonZero(dog_photo().mask == kDog));
  }
}

TEST(ComposeCatAndDog, GivesUpWhenTheDogIsTooSmall) {
  Rng rng({3});

  EXPECT_FALSE(compose_cat_and_dog(cat_photo(), photo(kDog, {300, 200}, {5, 5, 20, 20}), rng));
}

TEST(ComposeCatAndDog, LeavesItsInputsAlone) {
  const LabelledPhoto dog = dog_photo();
  Rng rng({4});
  compose_cat_and_dog(cat_photo(), dog, rng);

  EXPECT_EQ(cv::countNonZero(dog.mask != dog_photo().mask), 0);
}

TEST(ComposeCatAndDog, LaysACutSideOnTheSameSide) {
  const LabelledPhoto cut_below = photo(kCat, {200, 150}, {60, 60, 80, 140});
  Rng rng({5});
  const auto composite = compose_cat_and_dog(cut_below, dog_photo(), rng);

  ASSERT_TRUE(composite.has_value());
  EXPECT_GT(cv::countNonZero(composite->mask.row(199) == kCat), 0);
}

TEST(CanBePasted, WantsWholeCats) {
  EXPECT_TRUE(can_be_pasted(cat_photo().mask));
  EXPECT_TRUE(can_be_pasted(photo(kCat, {200, 150}, {60, 60, 80, 140}).mask));     // cut below
  EXPECT_FALSE(can_be_pasted(photo(kCat, {200, 150}, {60, -60, 80, 140}).mask));   // above
  EXPECT_FALSE(can_be_pasted(photo(kCat, {200, 150}, {-40, 80, 140, 140}).mask));  // at a corner
  cv::Mat framed = photo(kCat, {200, 150}, {-60, 40, 140, 90}).mask;
  framed.rowRange(0, 50).setTo(0);  // straight above, though not at the photo's border
  EXPECT_FALSE(can_be_pasted(framed));
  cv::Mat pieces = cat_photo().mask;
  pieces.col(100).setTo(0);
  EXPECT_FALSE(can_be_pasted(pieces));
}

}  // namespace
}  // namespace petseg
