#include <gtest/gtest.h>

#include "data/animal_photos.h"
#include "data/composite/composite.h"
#include "data/composite/free_rectangle.h"

namespace petseg {
namespace {

/// A photo with room beside its dog.
LabelledPhoto wide_photo() { return animal_photo(kDog, {400, 240}, {20, 110, 70, 100}); }

TEST(ComposeTiny, ShowsOneSmallAnimalAndNotTheHosts) {
  int made = 0;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    Rng rng({seed});
    const auto composite = compose_tiny(animal(cat_photo()), animal(wide_photo()), rng);

    if (!composite) continue;
    ++made;
    const cv::Mat& mask = composite->photo.mask;
    EXPECT_EQ(mask.size(), composite->photo.image.size());
    EXPECT_GE(std::min(mask.rows, mask.cols), 144);
    EXPECT_LE(std::max(mask.rows, mask.cols), 2 * std::min(mask.rows, mask.cols));
    EXPECT_EQ(cv::countNonZero(mask == kDog), 0);
    const double share = cv::countNonZero(mask == kCat) / static_cast<double>(mask.total());
    EXPECT_GE(share, 0.01);
    EXPECT_LE(share, 0.04);
    EXPECT_NEAR(composite->parameters.at("share"), share, 0.001);
    const cv::Scalar colour = cv::mean(composite->photo.image, mask == kCat);
    EXPECT_GT(colour[0], colour[2] + 50);
  }
  EXPECT_GE(made, 5);
}

TEST(ComposeTiny, StandsOnTheGround) {
  LabelledPhoto host = wide_photo();
  cv::randu(host.image, 100, 140);
  host.image.rowRange(0, 190) = cv::Scalar(160, 160, 160);  // a wall
  host.image.setTo(kDogColour, host.mask == kDog);
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    Rng rng({seed});
    const auto composite = compose_tiny(animal(cat_photo()), animal(host), rng);

    ASSERT_TRUE(composite);
    const cv::Rect cat = cv::boundingRect(composite->photo.mask == kCat);
    const cv::Vec3b below =
        composite->photo.image.at<cv::Vec3b>(cat.br().y, std::max(0, cat.x - 5));
    EXPECT_LT(below[0], 150);
  }
}

TEST(HasPlace, WantsRoom) {
  EXPECT_TRUE(has_place(animal(wide_photo())));
  EXPECT_FALSE(has_place(animal(animal_photo(kDog, {400, 240}, {60, 10, 300, 220}))));
}

TEST(HasPlace, WantsGroundToBeSeenBelowTheAnimal) {
  EXPECT_FALSE(has_place(animal(animal_photo(kDog, {400, 240}, {20, 110, 70, 160}))));
}

TEST(HasPlace, WantsWhatLooksLikeTheAnimalsGround) {
  LabelledPhoto host = wide_photo();
  host.image(cv::Rect(100, 0, 300, 240)).setTo(cv::Scalar(220, 200, 120));
  EXPECT_FALSE(has_place(animal(host)));
}

TEST(HasPlace, WantsNoFrame) {
  LabelledPhoto host = wide_photo();
  cv::rectangle(host.image, {0, 0, 400, 240}, cv::Scalar::all(255), 6);
  EXPECT_FALSE(has_place(animal(host)));
}

TEST(ComposeTiny, GivesUpOnAnAnimalThatIsCutOff) {
  Rng rng({1});
  const LabelledPhoto cut = animal_photo(kCat, {200, 150}, {60, 60, 80, 140});
  EXPECT_FALSE(compose_tiny(animal(cut), animal(wide_photo()), rng));
}

/// By trying all rectangles of whole cells that keep a cell's distance.
int largest_area_by_trying(const cv::Mat& shape, int min_bottom) {
  const int rows = shape.rows / 4, columns = shape.cols / 4;
  int largest = 0;
  for (int top = 0; top < rows; ++top) {
    for (int bottom = top + 1; bottom <= rows; ++bottom) {
      if (bottom * 4 < min_bottom) continue;
      for (int left = 0; left < columns; ++left) {
        for (int right = left + 1; right <= columns; ++right) {
          const int height = bottom - top, width = right - left;
          if (height > 2 * width || width > 2 * height) continue;
          const cv::Rect around(left * 4 - 4, top * 4 - 4, width * 4 + 8, height * 4 + 8);
          const cv::Rect inside = around & cv::Rect(0, 0, columns * 4, rows * 4);
          if (cv::countNonZero(shape(inside)) > 0) continue;
          largest = std::max(largest, width * height * 16);
        }
      }
    }
  }
  return largest;
}

TEST(FreeRectangles, BeginWithTheLargest) {
  Rng rng({3});
  for (int i = 0; i < 30; ++i) {
    cv::Mat shape = cv::Mat::zeros(61, 50, CV_8U);
    for (int k = 0; k < 6; ++k) {
      shape.at<std::uint8_t>(static_cast<int>(rng.below(60)), static_cast<int>(rng.below(48))) =
          255;
    }
    const int min_bottom = static_cast<int>(rng.below(60));
    const auto found = free_rectangles(shape, min_bottom);

    const int largest = largest_area_by_trying(shape, min_bottom);
    EXPECT_EQ(found.empty() ? 0 : found.front().area(), largest) << i;
    int last = largest;
    for (const cv::Rect& rectangle : found) {
      EXPECT_EQ(cv::countNonZero(shape(rectangle)), 0);
      EXPECT_GE(rectangle.br().y, min_bottom);
      EXPECT_LE(rectangle.area(), last);
      last = rectangle.area();
    }
  }
}

TEST(FreeRectangles, AreNoneWhereNothingIsFree) {
  EXPECT_TRUE(free_rectangles(cv::Mat(40, 40, CV_8U, cv::Scalar(255)), 0).empty());
  EXPECT_TRUE(free_rectangles(cv::Mat::zeros(3, 3, CV_8U), 0).empty());
}

}  // namespace
}  // namespace petseg
