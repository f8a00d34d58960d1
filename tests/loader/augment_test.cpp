#include "petseg/loader/augment.h"

#include <vector>

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

TEST(SideBySide, ShowsBothAnimalsOnTheirSides) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Rng rng({seed});
    const cv::Mat mask =
        side_by_side(disc(kCat, 200), disc(kDog, 200), kSize, {.flip = 0}, rng).mask;

    ASSERT_EQ(mask.size(), cv::Size(kSize, kSize));
    EXPECT_GT(cv::countNonZero(mask == kCat), 50) << "seed " << seed;
    EXPECT_GT(cv::countNonZero(mask == kDog), 50) << "seed " << seed;
    EXPECT_EQ(cv::countNonZero(mask.colRange(0, kSize * 2 / 5) == kDog), 0);
    EXPECT_EQ(cv::countNonZero(mask.colRange(kSize * 3 / 5 + 1, kSize) == kCat), 0);
  }
}

TEST(SideBySide, LooksAtAnimalsAtTheSideOfTheirPhotos) {
  LabelledPhoto aside{cv::Mat(80, 160, CV_8UC3, cv::Scalar::all(100)),
                      cv::Mat::zeros(80, 160, CV_8UC1)};
  aside.mask(cv::Rect(130, 30, 20, 20)) = kCat;
  const Augmentation still{.rotation_deg = 0, .shift = 0, .flip = 0};
  Rng rng({1});

  const cv::Mat mask = side_by_side(aside, aside, kSize, still, rng).mask;

  EXPECT_GT(cv::countNonZero(mask.colRange(0, kSize * 2 / 5)), 20);
  EXPECT_GT(cv::countNonZero(mask.colRange(kSize * 3 / 5, kSize)), 20);
}

/// `photo` with the animal of `other`; whether there was place for it.
bool paste(LabelledPhoto& photo, const LabelledPhoto& other, std::uint64_t seed,
           const Augmentation& options = {}) {
  Rng rng({seed});
  return paste_animal(photo, other, options, rng);
}

/// A view of one level without an animal.
LabelledPhoto empty_view(int level) {
  return {cv::Mat(kSize, kSize, CV_8UC3, cv::Scalar::all(level)),
          cv::Mat::zeros(kSize, kSize, CV_8UC1)};
}

TEST(PasteAnimal, PutsTheOtherAnimalInFront) {
  LabelledPhoto photo = empty_view(200);
  photo.mask.setTo(kCat);

  ASSERT_TRUE(paste(photo, disc(kDog, 30), 11));

  EXPECT_GT(cv::countNonZero(photo.mask == kDog), 0);
  EXPECT_EQ(cv::countNonZero(photo.mask == kDog) + cv::countNonZero(photo.mask == kCat),
            kSize * kSize);
}

TEST(PasteAnimal, MovesMaskAndImageTogether) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    LabelledPhoto photo = empty_view(100);
    ASSERT_TRUE(paste(photo, disc(kDog, 220), seed));

    cv::Mat bright;
    cv::extractChannel(photo.image > 160, bright, 0);
    const int differing = cv::countNonZero((bright > 0) != (photo.mask > 0));
    EXPECT_LT(differing, kSize * kSize / 20) << "seed " << seed;
  }
}

TEST(PasteAnimal, HidesLittleOfAnAnimalOfEitherSpecies) {
  for (const ClassId there : {kCat, kDog}) {
    int covering = 0, hidden = 0;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
      LabelledPhoto photo = empty_view(100);
      photo.mask.colRange(0, kSize / 2) = there;
      ASSERT_TRUE(paste(photo, disc(kDog, 220), seed, {.scale_low = 0.5, .scale_high = 0.5}));
      cv::Mat changed;
      cv::extractChannel(photo.image > 150, changed, 0);
      hidden += cv::countNonZero(changed.colRange(0, kSize / 2));
      covering += cv::countNonZero(changed);
    }
    // It would be a half, if places were not chosen.
    EXPECT_LT(hidden, covering / 4) << kClassNames[there];
  }
}

TEST(PasteAnimal, EndsAtTheBorderWhereItsOwnPhotoCutsItOff) {
  LabelledPhoto bust = disc(kDog, 220);
  bust.mask.setTo(0);
  bust.mask(cv::Rect(35, 40, 30, 40)) = kDog;  // down to the photo's end
  LabelledPhoto half{bust.image, cv::Mat::zeros(80, 100, CV_8UC1)};
  half.mask(cv::Rect(0, 30, 30, 20)) = kDog;  // at its left end
  int pasted = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    LabelledPhoto photo = empty_view(100);
    if (paste(photo, bust, seed)) {
      ++pasted;
      EXPECT_GT(cv::countNonZero(photo.mask.row(kSize - 1)), 8) << "seed " << seed;
    }
    LabelledPhoto other = empty_view(100);
    if (paste(other, half, seed, {.flip = 0})) {
      ++pasted;
      EXPECT_GT(cv::countNonZero(other.mask.col(0)), 4) << "seed " << seed;
    }
    LabelledPhoto mirrored = empty_view(100);
    if (paste(mirrored, half, seed, {.flip = 1})) {
      ++pasted;
      EXPECT_GT(cv::countNonZero(mirrored.mask.col(kSize - 1)), 4) << "seed " << seed;
    }
  }
  EXPECT_GT(pasted, 100);
}

TEST(PasteAnimal, TakesOverAPartOfTheLight) {
  LabelledPhoto dark = empty_view(40);
  LabelledPhoto bright = disc(kDog, 200);
  bright.image.setTo(200);

  ASSERT_TRUE(paste(dark, bright, 3));

  const double level = cv::mean(dark.image, dark.mask == kDog)[0];
  EXPECT_GT(level, 80);
  EXPECT_LT(level, 190);
}

TEST(PasteAnimal, LeavesThePhotoWhereThereIsNoPlace) {
  LabelledPhoto photo = empty_view(9);
  const LabelledPhoto close_up{cv::Mat(kSize, kSize, CV_8UC3, cv::Scalar::all(200)),
                               cv::Mat::ones(kSize, kSize, CV_8UC1)};
  const LabelledPhoto none = empty_view(200);

  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    EXPECT_FALSE(paste(photo, close_up, seed));
    EXPECT_FALSE(paste(photo, none, seed));
  }

  EXPECT_TRUE(equal(photo.image, empty_view(9).image));
  EXPECT_EQ(cv::countNonZero(photo.mask), 0);
}

TEST(PasteAnimal, LeavesWhatIsNotKnownToBeAnimalBehind) {
  LabelledPhoto photo = empty_view(9);
  LabelledPhoto unknown{photo.image.clone(), photo.mask.clone()};
  unknown.mask.setTo(kIgnoreLabel);
  // Ignored, but for a dog of 20 × 20.
  LabelledPhoto other = empty_view(200);
  other.mask.setTo(kIgnoreLabel);
  other.mask(cv::Rect(22, 22, 20, 20)) = kDog;

  ASSERT_TRUE(paste(photo, other, 2));
  ASSERT_TRUE(paste(unknown, other, 2));

  const int dog = cv::countNonZero(photo.mask == kDog);
  EXPECT_GT(dog, 100);
  EXPECT_EQ(cv::countNonZero(photo.mask == kBackground), kSize * kSize - dog);
  EXPECT_EQ(cv::countNonZero(unknown.mask == kDog), dog);
  EXPECT_EQ(cv::countNonZero(unknown.mask == kIgnoreLabel), kSize * kSize - dog);
}

const Augmentation kNeutral = no_augmentation();

cv::Mat coloured_noise() {
  cv::Mat image(kSize, kSize, CV_8UC3);
  cv::RNG(1).fill(image, cv::RNG::UNIFORM, 40, 216);
  return image;
}

/// What `options` make of an image.
cv::Mat recoloured(const cv::Mat& image, const Augmentation& options, std::uint64_t seed = 5) {
  cv::Mat changed = image.clone();
  Rng rng({seed});
  recolour(changed, options, rng);
  return changed;
}

TEST(Recolour, WithNeutralSettingsChangesNothing) {
  const cv::Mat image = coloured_noise();

  EXPECT_TRUE(equal(recoloured(image, kNeutral), image));
}

TEST(Recolour, DependsOnTheSeedAlone) {
  const Augmentation all{.hue = 30, .grey = 0.5, .blur = 1, .darkness = 1, .noise = 1, .jpeg = 1};
  const cv::Mat image = coloured_noise();

  EXPECT_TRUE(equal(recoloured(image, all, 1), recoloured(image, all, 1)));
  EXPECT_FALSE(equal(recoloured(image, all, 1), recoloured(image, all, 2)));
}

TEST(Recolour, MultipliesBrightnessAndContrast) {
  Augmentation bright = kNeutral;
  bright.brightness_low = bright.brightness_high = 1.25;
  Augmentation flat = kNeutral;
  flat.contrast_low = flat.contrast_high = 0;
  const cv::Mat image = coloured_noise();

  cv::Mat expected;
  image.convertTo(expected, -1, 1.25);
  EXPECT_LE(cv::norm(recoloured(image, bright), expected, cv::NORM_INF), 1);
  cv::Scalar mean, deviation;
  cv::meanStdDev(recoloured(image, flat), mean, deviation);
  EXPECT_NEAR(mean[0], 127.5, 2);
  EXPECT_EQ(cv::norm(deviation), 0);
}

TEST(Recolour, TurnsColoursAroundGrey) {
  Augmentation turned = kNeutral;
  turned.hue = 120;
  const cv::Mat grey(kSize, kSize, CV_8UC3, cv::Scalar::all(77));
  const cv::Mat red(kSize, kSize, CV_8UC3, cv::Scalar(180, 60, 60));

  EXPECT_LE(cv::norm(recoloured(grey, turned), grey, cv::NORM_INF), 1);
  const auto changed = recoloured(red, turned).at<cv::Vec3b>(0, 0);
  EXPECT_GT(std::abs(changed[0] - 180), 10);
  EXPECT_NEAR(changed[0] + changed[1] + changed[2], 300, 3);
}

TEST(Recolour, TakesAllColourAway) {
  Augmentation grey{.grey = 1, .noise = 0};  // whatever else happens

  std::vector<cv::Mat> channels;
  cv::split(recoloured(coloured_noise(), grey), channels);

  EXPECT_LE(cv::norm(channels[0], channels[1], cv::NORM_INF), 1);
  EXPECT_LE(cv::norm(channels[0], channels[2], cv::NORM_INF), 1);
}

TEST(Recolour, TakesLightAway) {
  Augmentation dark = kNeutral;
  dark.darkness = 1;
  const cv::Mat image(kSize, kSize, CV_8UC3, cv::Scalar::all(150));

  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    cv::Scalar mean, deviation;
    cv::meanStdDev(recoloured(image, dark, seed), mean, deviation);
    EXPECT_LT(mean[0], 135);
    EXPECT_GT(mean[0], 30);
    EXPECT_GT(deviation[0], 1);  // a sensor's noise
  }
}

TEST(Recolour, AddsNoiseOfItsDeviation) {
  Augmentation noisy = kNeutral;
  noisy.noise = 1;
  const cv::Mat image(kSize, kSize, CV_8UC3, cv::Scalar::all(127));

  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    cv::Scalar mean, deviation;
    cv::meanStdDev(recoloured(image, noisy, seed), mean, deviation);
    EXPECT_NEAR(mean[0], 127, 1);
    EXPECT_GT(deviation[0], 2.7);
    EXPECT_LT(deviation[0], 15.5);
  }
}

TEST(Recolour, BlursAndCompresses) {
  Augmentation blurred = kNeutral;
  blurred.blur = 1;
  Augmentation compressed = kNeutral;
  compressed.jpeg = 1;
  const cv::Mat image = coloured_noise();

  for (const Augmentation& options : {blurred, compressed}) {
    const cv::Mat changed = recoloured(image, options);
    ASSERT_EQ(changed.size(), image.size());
    EXPECT_FALSE(equal(changed, image));
    cv::Scalar before, after, mean;
    cv::meanStdDev(image, mean, before);
    cv::meanStdDev(changed, mean, after);
    EXPECT_LT(after[0], before[0]);
  }
}

TEST(HideRectangle, FillsItAndForgetsItsTruth) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    LabelledPhoto photo{coloured_noise(), cv::Mat(kSize, kSize, CV_8UC1, cv::Scalar(kDog))};
    const cv::Mat before = photo.image.clone();
    Rng rng({seed});

    hide_rectangle(photo, rng);

    const cv::Mat hidden = photo.mask == kIgnoreLabel;
    const double share = cv::countNonZero(hidden) / double{kSize * kSize};
    EXPECT_GT(share, 0.045);
    EXPECT_LT(share, 0.21);
    EXPECT_EQ(cv::boundingRect(hidden).area(), cv::countNonZero(hidden));
    EXPECT_EQ(cv::countNonZero(photo.mask == kDog), kSize * kSize - cv::countNonZero(hidden));
    EXPECT_EQ(cv::norm(photo.image, before, cv::NORM_INF, photo.mask == kDog), 0);
    cv::Scalar mean, deviation;
    cv::meanStdDev(photo.image, mean, deviation, hidden);
    EXPECT_LT(cv::norm(deviation), 1e-3);
  }
}

}  // namespace
}  // namespace petseg
