#include "data/composite/matte.h"

#include <gtest/gtest.h>

#include "data/animal_photos.h"
#include "data/composite/cutout.h"

namespace petseg {
namespace {

/// A photo of 400 pixels whose annotation lies `outside` pixels outside of the animal.
LabelledPhoto badly_annotated(int outside) {
  LabelledPhoto photo = animal_photo(kCat, {400, 300}, {120, 60, 160, 180});
  cv::dilate(photo.mask, photo.mask, cv::Mat::ones(2 * outside + 1, 2 * outside + 1, CV_8U));
  return photo;
}

TEST(FindMatte, FollowsTheColoursWhereTheAnnotationIsOff) {
  const LabelledPhoto truth = animal_photo(kCat, {400, 300}, {120, 60, 160, 180});
  for (const int outside : {2, 4, 5}) {
    const LabelledPhoto photo = badly_annotated(outside);
    const Subject subject = *find_subject(photo.mask);
    const Matte matte = find_matte(photo.image, subject);

    const cv::Mat shown = matte.alpha >= kOpaque;
    const cv::Mat wrong = shown != (truth.mask(subject.box) == kCat);
    EXPECT_LT(cv::countNonZero(wrong), 0.02 * cv::countNonZero(shown)) << outside;
  }
}

TEST(FindMatte, DrawsTheEdgeInWhereColoursSayNothing) {
  LabelledPhoto photo = badly_annotated(0);
  photo.image.setTo(kGround);
  const Subject subject = *find_subject(photo.mask);
  const Matte matte = find_matte(photo.image, subject);

  cv::Mat drawn_in;
  cv::erode(subject.shape, drawn_in, cv::Mat::ones(3, 3, CV_8U));
  EXPECT_LT(cv::countNonZero(matte.alpha >= kOpaque), cv::countNonZero(drawn_in));
  cv::erode(subject.shape, drawn_in, cv::Mat::ones(17, 17, CV_8U));
  EXPECT_EQ(cv::countNonZero((matte.alpha < 255) & drawn_in(subject.box)), 0);
}

TEST(FindMatte, TakesTheBackgroundOutOfTheEdgesColour) {
  const LabelledPhoto photo = badly_annotated(5);
  const Subject subject = *find_subject(photo.mask);
  const Matte matte = find_matte(photo.image, subject);

  const cv::Mat edge = (matte.alpha > 0) & (matte.alpha < kOpaque);
  ASSERT_GT(cv::countNonZero(edge), 0);
  const cv::Scalar colour = cv::mean(matte.colour, edge);
  EXPECT_GT(colour[0] - colour[2], 0.6 * (kCatColour[0] - kCatColour[2]));
}

TEST(FindMatte, DoesNotSoftenSidesThatThePhotoCuts) {
  const LabelledPhoto photo = animal_photo(kCat, {200, 150}, {60, 60, 80, 140});
  const Subject subject = *find_subject(photo.mask);
  const Matte matte = find_matte(photo.image, subject);

  EXPECT_EQ(matte.alpha.at<std::uint8_t>(matte.alpha.rows - 1, matte.alpha.cols / 2), 255);
}

}  // namespace
}  // namespace petseg
