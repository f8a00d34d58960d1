#include "bundle/pet_box.h"

#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>

#include "petseg/core/classes.h"

namespace petseg {
namespace {

cv::Mat mask_with(const cv::Rect& pet, int id = kDog) {
  cv::Mat mask(200, 300, CV_8U, cv::Scalar(kBackground));
  cv::rectangle(mask, pet, cv::Scalar(id), cv::FILLED);
  return mask;
}

TEST(PetBox, HoldsThePetAndALittleMore) {
  const auto box = pet_box(mask_with({100, 50, 80, 40}));

  ASSERT_TRUE(box);
  EXPECT_EQ(*box & cv::Rect(100, 50, 80, 40), cv::Rect(100, 50, 80, 40));
  EXPECT_LT(box->width, 95);
  EXPECT_LT(box->height, 50);
}

TEST(PetBox, HoldsCatAndDog) {
  const cv::Mat mask = mask_with({20, 50, 40, 40}, kCat) | mask_with({150, 90, 40, 40}, kDog);

  const auto box = pet_box(mask);

  ASSERT_TRUE(box);
  EXPECT_TRUE(box->contains({20, 50}) && box->contains({189, 129}));
}

TEST(PetBox, LeavesAFewPixelsFarAwayOut) {
  cv::Mat mask = mask_with({100, 50, 80, 40});
  mask.at<std::uint8_t>(190, 5) = kCat;

  EXPECT_EQ(pet_box(mask), pet_box(mask_with({100, 50, 80, 40})));
}

TEST(PetBox, StaysInThePhoto) {
  const auto box = pet_box(mask_with({0, 0, 100, 200}));

  ASSERT_TRUE(box);
  EXPECT_EQ(box->tl(), cv::Point(0, 0));
  EXPECT_EQ(box->height, 200);
}

TEST(PetBox, IsNothingWithoutAPetOrWhereItFillsThePhoto) {
  EXPECT_FALSE(pet_box(mask_with({})));
  EXPECT_FALSE(pet_box(mask_with({10, 10, 2, 2})));
  EXPECT_FALSE(pet_box(mask_with({10, 5, 280, 190})));
}

}  // namespace
}  // namespace petseg
