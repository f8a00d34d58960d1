#include "petseg/loader/augment.h"

#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>

#include "petseg/core/classes.h"

namespace petseg {
namespace {

constexpr int kSize = 64;

/// A grey photo with a disc of one class in its middle.
LabelledPhoto disc(int class_id, int level) {
  LabelledPhoto photo{cv::Mat(80, 100, CV_8UC3, cv::Scalar::all(100)),
                      cv::Mat::zeros(80, 100, CV_8UC1)};
  cv::circle(photo.image, {50, 40}, 20, cv::Scalar::all(level), cv::FILLED);
  cv::circle(photo.mask, {50, 40}, 20, cv::Scalar(class_id), cv::FILLED);
  return photo;
}

bool equal(const cv::Mat& a, const cv::Mat& b) { return cv::norm(a, b, cv::NORM_INF) == 0; }

TEST(Warp, DependsOnTheSeedAlone) {
  Rng one({7, 1});
  Rng same({7, 1});
  Rng other({7, 2});

  const LabelledPhoto a = warp(disc(1, 200), {kSize, kSize}, {}, one);
  const LabelledPhoto b = warp(disc(1, 200), {kSize, kSize}, {}, same);
  const LabelledPhoto c = warp(disc(1, 200), {kSize, kSize}, {}, other);

  EXPECT_TRUE(equal(a.image, b.image));
  EXPECT_TRUE(equal(a.mask, b.mask));
  EXPECT_FALSE(equal(a.mask, c.mask));
}

TEST(Warp, MovesMaskAndImageTogether) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Rng rng({seed});
    const LabelledPhoto view = warp(disc(1, 200), {kSize, kSize}, {}, rng);

    cv::Mat bright;
    cv::extractChannel(view.image > 150, bright, 0);
    const int differing = cv::countNonZero((bright > 0) != (view.mask > 0));
    EXPECT_LT(differing, kSize * kSize / 20) << "seed " << seed;
  }
}

TEST(Warp, InventsNoClass) {
  Rng rng({3});
  const LabelledPhoto view = warp(disc(2, 200), {kSize, kSize}, {}, rng);

  EXPECT_EQ(cv::countNonZero(view.mask == 0) + cv::countNonZero(view.mask == 2), kSize * kSize);
}

TEST(Warp, MovesIgnoredPixelsLikeAnyOther) {
  Rng rng({3});
  Rng same({3});

  const cv::Mat ignored = warp(disc(kIgnoreLabel, 200), {kSize, kSize}, {}, rng).mask;
  const cv::Mat cat = warp(disc(kCat, 200), {kSize, kSize}, {}, same).mask;

  EXPECT_TRUE(equal(ignored == kIgnoreLabel, cat == kCat));
  EXPECT_TRUE(equal(ignored == kBackground, cat == kBackground));
}

TEST(Warp, GivesPaddingTheTruthOfWhatItReflects) {
  LabelledPhoto unknown = disc(kCat, 200);
  unknown.mask.setTo(kIgnoreLabel);
  Rng rng({4});

  const LabelledPhoto view =
      warp(unknown, {kSize, kSize}, {.scale_low = 0.4, .scale_high = 0.4}, rng);

  EXPECT_EQ(cv::countNonZero(view.mask == kIgnoreLabel), kSize * kSize);
}

TEST(PasteAnimal, PutsTheOtherAnimalInFront) {
  const Augmentation still{.rotation_deg = 0, .shift = 0, .flip = 0};
  Rng rng({11});
  LabelledPhoto photo = warp(disc(1, 200), {kSize, kSize}, still, rng);
  const LabelledPhoto other = warp(disc(2, 30), {kSize, kSize}, still, rng);
  const int cat_before = cv::countNonZero(photo.mask == kCat);

  paste_animal(photo, other, rng);

  EXPECT_GT(cv::countNonZero(photo.mask == kDog), 0);
  EXPECT_LE(cv::countNonZero(photo.mask == kCat), cat_before);
}

TEST(PasteAnimal, LeavesThePhotoWhereTheOtherFillsItsView) {
  LabelledPhoto photo{cv::Mat(kSize, kSize, CV_8UC3, cv::Scalar::all(9)),
                      cv::Mat::zeros(kSize, kSize, CV_8UC1)};
  const LabelledPhoto close_up{cv::Mat(kSize, kSize, CV_8UC3, cv::Scalar::all(200)),
                               cv::Mat::ones(kSize, kSize, CV_8UC1)};
  Rng rng({1});

  paste_animal(photo, close_up, rng);

  EXPECT_EQ(cv::countNonZero(photo.mask), 0);
}

TEST(PasteAnimal, LeavesWhatIsNotKnownToBeAnimalBehind) {
  const cv::Mat ground(kSize, kSize, CV_8UC3, cv::Scalar::all(9));
  LabelledPhoto photo{ground.clone(), cv::Mat::zeros(kSize, kSize, CV_8UC1)};
  LabelledPhoto unknown{ground.clone(), cv::Mat(kSize, kSize, CV_8UC1, cv::Scalar(kIgnoreLabel))};
  // Ignored, but for a dog of 20 × 20.
  LabelledPhoto other{cv::Mat(kSize, kSize, CV_8UC3, cv::Scalar::all(200)), unknown.mask.clone()};
  other.mask(cv::Rect(22, 22, 20, 20)) = kDog;
  Rng rng({2});
  Rng same({2});

  paste_animal(photo, other, rng);
  paste_animal(unknown, other, same);

  EXPECT_EQ(cv::countNonZero(photo.mask == kDog), 400);
  EXPECT_EQ(cv::countNonZero(photo.mask == kBackground), kSize * kSize - 400);
  EXPECT_LT(cv::countNonZero(photo.image.reshape(1) != 9), 3 * 27 * 27);  // the dog's soft edge
  EXPECT_EQ(cv::countNonZero(unknown.mask == kDog), 400);
  EXPECT_EQ(cv::countNonZero(unknown.mask == kIgnoreLabel), kSize * kSize - 400);
}

TEST(Recolour, WithNeutralSettingsChangesNothing) {
  const Augmentation neutral{.brightness_low = 1,
                             .brightness_high = 1,
                             .contrast_low = 1,
                             .contrast_high = 1,
                             .saturation_low = 1,
                             .saturation_high = 1,
                             .channel_shift = 0,
                             .blur = 0,
                             .noise = 0};
  cv::Mat image(kSize, kSize, CV_8UC3);
  cv::randu(image, 0, 256);
  const cv::Mat before = image.clone();
  Rng rng({5});

  recolour(image, neutral, rng);

  EXPECT_LE(cv::norm(image, before, cv::NORM_INF), 1);
}

}  // namespace
}  // namespace petseg
