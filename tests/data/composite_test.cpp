#include "data/composite/composite.h"

#include <gtest/gtest.h>

#include "data/animal_photos.h"

namespace petseg {
namespace {

int count(const cv::Mat& mask, int value) { return cv::countNonZero(mask == value); }

/// The first composite with the wanted depth.
std::optional<Composite> composite_with(const LabelledPhoto& pasted, const LabelledPhoto& host,
                                        bool in_front) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Rng rng({seed});
    auto composite = compose(animal(pasted), animal(host), rng);
    if (composite && (composite->parameters.at("in_front") == 1) == in_front) return composite;
  }
  return {};
}

/// Inside of an animal's mask there is its own colour, not the other's.
void expect_own_colours(const LabelledPhoto& photo) {
  cv::Mat inside;
  for (const ClassId species : {kCat, kDog}) {
    cv::erode(photo.mask == species, inside, cv::Mat::ones(9, 9, CV_8U));
    ASSERT_GT(cv::countNonZero(inside), 0);
    const cv::Scalar mean = cv::mean(photo.image, inside);
    const int red = species == kCat ? 0 : 2;
    EXPECT_GT(mean[red], 2 * mean[2 - red]);
  }
}

LabelledPhoto large_cat_photo() { return animal_photo(kCat, {300, 300}, {80, 60, 140, 180}); }

TEST(Compose, ShowsWhatTheMaskSays) {
  for (const bool in_front : {false, true}) {
    const auto cat_on_dog = composite_with(cat_photo(), dog_photo(), in_front);
    const auto dog_on_cat = composite_with(dog_photo(), cat_photo(), in_front);

    ASSERT_TRUE(cat_on_dog && dog_on_cat) << in_front;
    EXPECT_EQ(cat_on_dog->photo.mask.size(), cv::Size(300, 200));
    EXPECT_EQ(dog_on_cat->photo.image.size(), cv::Size(200, 150));
    expect_own_colours(cat_on_dog->photo);
    expect_own_colours(dog_on_cat->photo);
  }
}

TEST(Compose, HidesTheHostBehindAnAnimalInFront) {
  // The dog fills most of the photo, so that the cat must cover a part of it.
  const LabelledPhoto dog = animal_photo(kDog, {200, 200}, {20, 20, 160, 160});
  const auto composite = composite_with(large_cat_photo(), dog, true);

  ASSERT_TRUE(composite);
  const cv::Mat covered = (composite->photo.mask == kCat) & (dog.mask == kDog);
  EXPECT_GT(cv::countNonZero(covered), 0);
  EXPECT_EQ(count(composite->photo.mask, kDog), count(dog.mask, kDog) - cv::countNonZero(covered));
}

TEST(Compose, HidesAnAnimalBehindTheHost) {
  const LabelledPhoto dog = animal_photo(kDog, {260, 220}, {60, 60, 140, 140});
  const auto composite = composite_with(large_cat_photo(), dog, false);

  ASSERT_TRUE(composite);
  EXPECT_LT(composite->parameters.at("visible"), 1);
  cv::Mat inside;
  cv::erode(dog.mask == kDog, inside, cv::Mat::ones(13, 13, CV_8U));
  EXPECT_EQ(cv::countNonZero((composite->photo.mask != kDog) & inside), 0);
  cv::Mat changed;
  cv::absdiff(composite->photo.image, dog.image, changed);
  changed.setTo(cv::Scalar::all(0), inside == 0);
  EXPECT_EQ(cv::norm(changed, cv::NORM_INF), 0);
}

TEST(Compose, KeepsBothVisible) {
  int made = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Rng rng({seed});
    const auto composite = compose(animal(cat_photo()), animal(dog_photo()), rng);

    if (!composite) continue;
    ++made;
    EXPECT_GE(count(composite->photo.mask, kCat), 0.02 * 300 * 200);
    EXPECT_GE(count(composite->photo.mask, kDog), 0.5 * count(dog_photo().mask, kDog));
    EXPECT_GE(composite->parameters.at("visible"), 0.5);
  }
  EXPECT_GE(made, 10);
}

TEST(Compose, MakesCatsSmallerThanDogs) {
  for (const bool in_front : {false, true}) {
    const auto cat_on_dog = composite_with(cat_photo(), dog_photo(), in_front);
    const auto dog_on_cat = composite_with(dog_photo(), cat_photo(), in_front);

    ASSERT_TRUE(cat_on_dog && dog_on_cat);
    const double cat_size = std::sqrt(count(cat_photo().mask, kCat));
    const double dog_size = std::sqrt(count(dog_photo().mask, kDog));
    EXPECT_LT(cat_on_dog->parameters.at("scale") * cat_size, dog_size);
    EXPECT_GT(dog_on_cat->parameters.at("scale") * dog_size, cat_size);
  }
}

TEST(Compose, DependsOnTheSeedAlone) {
  Rng one({9}), same({9});
  const auto first = compose(animal(cat_photo()), animal(dog_photo()), one);
  const auto second = compose(animal(cat_photo()), animal(dog_photo()), same);

  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->parameters, second->parameters);
  EXPECT_EQ(cv::norm(first->photo.image, second->photo.image, cv::NORM_INF), 0);
  EXPECT_EQ(cv::norm(first->photo.mask, second->photo.mask, cv::NORM_INF), 0);
}

TEST(Compose, GivesUpWhenAnAnimalIsTooSmallOrMissing) {
  const LabelledPhoto small = animal_photo(kDog, {300, 200}, {5, 5, 20, 20});
  LabelledPhoto empty = dog_photo();
  empty.mask.setTo(kBackground);
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    Rng rng({seed});
    EXPECT_FALSE(compose(animal(cat_photo()), animal(small), rng));
    EXPECT_FALSE(compose(animal(cat_photo()), animal(empty), rng));
    EXPECT_FALSE(compose(animal(empty), animal(dog_photo()), rng));
  }
}

TEST(Compose, GivesUpOnAPhotoWithAFrame) {
  LabelledPhoto framed = dog_photo();
  cv::randu(framed.image, 0, 256);
  cv::rectangle(framed.image, {0, 0, 300, 200}, cv::Scalar::all(255), 8);
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    Rng rng({seed});
    EXPECT_FALSE(compose(animal(cat_photo()), animal(framed), rng));
  }
}

TEST(Compose, LeavesItsInputsAlone) {
  const LabelledPhoto cat = cat_photo(), dog = dog_photo();
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    Rng rng({seed});
    compose(animal(cat), animal(dog), rng);
  }
  EXPECT_EQ(cv::norm(dog.mask, dog_photo().mask, cv::NORM_INF), 0);
  EXPECT_EQ(cv::norm(dog.image, dog_photo().image, cv::NORM_INF), 0);
  EXPECT_EQ(cv::norm(cat.image, cat_photo().image, cv::NORM_INF), 0);
}

TEST(Compose, LaysACutSideOnTheSameSide) {
  const LabelledPhoto cut_below = animal_photo(kCat, {200, 150}, {60, 60, 80, 140});
  const auto composite = composite_with(cut_below, dog_photo(), true);

  ASSERT_TRUE(composite);
  EXPECT_GT(count(composite->photo.mask.row(199), kCat), 0);
}

TEST(Compose, CarriesTheIgnoredBandOverButNothingElseIgnored) {
  LabelledPhoto cat = cat_photo();
  add_ignored_band(cat, 3);
  cat.mask(cv::Rect(0, 0, 20, 20)).setTo(kIgnoreLabel);  // far from the cat
  const auto composite = composite_with(cat, dog_photo(), true);

  ASSERT_TRUE(composite);
  const cv::Mat ignored = composite->photo.mask == kIgnoreLabel;
  EXPECT_GT(cv::countNonZero(ignored), 50);
  cv::Mat near_cat;
  cv::dilate(composite->photo.mask == kCat, near_cat, cv::Mat::ones(13, 13, CV_8U));
  EXPECT_EQ(cv::countNonZero(ignored & ~near_cat), 0);
}

TEST(Compose, KeepsTheIgnoredBandOfAHostInFront) {
  LabelledPhoto dog = animal_photo(kDog, {260, 220}, {60, 60, 140, 140});
  add_ignored_band(dog, 3);
  const auto composite = composite_with(large_cat_photo(), dog, false);

  ASSERT_TRUE(composite);
  EXPECT_LT(composite->parameters.at("visible"), 1);
  EXPECT_EQ(cv::norm(composite->photo.mask == kIgnoreLabel, dog.mask == kIgnoreLabel, cv::NORM_INF),
            0);
}

}  // namespace
}  // namespace petseg
