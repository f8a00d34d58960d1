#include "data/composite/animal_photo.h"

#include <gtest/gtest.h>

#include "data/animal_photos.h"

namespace petseg {
namespace {

bool can_be_pasted(const LabelledPhoto& photo) { return animal(photo).can_be_pasted(); }

/// The cat of a photo, but for what a polygon hides.
LabelledPhoto cat_behind(const std::vector<cv::Point>& polygon) {
  LabelledPhoto photo = animal_photo(kCat, {400, 300}, {120, 60, 160, 180});
  cv::fillConvexPoly(photo.mask, polygon, kBackground);
  return photo;
}

TEST(CanBePasted, WantsWholeAnimals) {
  EXPECT_TRUE(can_be_pasted(cat_photo()));
  EXPECT_TRUE(can_be_pasted(dog_photo()));
  EXPECT_TRUE(can_be_pasted(animal_photo(kCat, {200, 150}, {60, 60, 80, 140})));     // cut below
  EXPECT_FALSE(can_be_pasted(animal_photo(kCat, {200, 150}, {60, -60, 80, 140})));   // above
  EXPECT_FALSE(can_be_pasted(animal_photo(kCat, {200, 150}, {-40, 80, 140, 140})));  // at a corner
  EXPECT_FALSE(can_be_pasted({cv::Mat(), cv::Mat::zeros(20, 20, CV_8U)}));
}

TEST(CanBePasted, WantsOnePiece) {
  LabelledPhoto pieces = cat_photo();
  pieces.mask.col(100).setTo(0);
  EXPECT_FALSE(can_be_pasted(pieces));
}

TEST(CanBePasted, WantsNoStraightEdge) {
  EXPECT_TRUE(can_be_pasted(cat_behind({{0, 0}, {100, 0}, {100, 300}})));
  EXPECT_FALSE(can_be_pasted(cat_behind({{0, 0}, {150, 0}, {150, 170}, {0, 170}})));  // upright
  EXPECT_FALSE(can_be_pasted(cat_behind({{0, 0}, {400, 0}, {400, 100}, {0, 100}})));  // level
  EXPECT_FALSE(can_be_pasted(cat_behind({{0, 0}, {200, 0}, {120, 300}, {0, 300}})));  // leaning
  EXPECT_FALSE(can_be_pasted(cat_behind({{0, 190}, {400, 220}, {400, 300}, {0, 300}})));
}

TEST(CanBePasted, AllowsWhatAnAnimalLiesOn) {
  EXPECT_TRUE(can_be_pasted(cat_behind({{0, 215}, {400, 215}, {400, 300}, {0, 300}})));
}

TEST(CanBePasted, WantsNoEdgeAlongTheSideOfThePhoto) {
  // Something hides a part of the cat, and the annotation does not follow its edge exactly.
  const auto hidden = [](int x) {
    LabelledPhoto photo = animal_photo(kCat, {400, 300}, {x, 60, 160, 180});
    const std::vector<cv::Point> edge{
        {x - 50, 0}, {x + 22, 90}, {x + 26, 150}, {x + 22, 210}, {x - 50, 300}};
    cv::fillConvexPoly(photo.mask, edge, kBackground);
    return photo;
  };
  EXPECT_FALSE(can_be_pasted(hidden(-15)));
  EXPECT_TRUE(can_be_pasted(hidden(120)));
}

TEST(IsWhole, WantsNoCutSide) {
  EXPECT_TRUE(animal(cat_photo()).is_whole());
  EXPECT_FALSE(animal(animal_photo(kCat, {200, 150}, {60, 60, 80, 140})).is_whole());
}

TEST(HasFrame, SeesLinesAlongASide) {
  LabelledPhoto photo = dog_photo();
  cv::randu(photo.image, 0, 256);
  EXPECT_FALSE(animal(photo).has_frame());
  photo.image.colRange(285, 300).setTo(cv::Scalar::all(255));  // a bar on the right
  EXPECT_TRUE(animal(photo).has_frame());
}

TEST(HasFrame, SeesAFrameThatHasNoPlainColour) {
  cv::Mat image(200, 300, CV_8UC3);
  for (int y = 0; y < image.rows; ++y) image.row(y).setTo(cv::Scalar::all(50 + y / 2));
  EXPECT_FALSE(animal({image, {}}).has_frame());
  image(cv::Rect(12, 10, 276, 180)) += cv::Scalar::all(40);
  EXPECT_TRUE(animal({image, {}}).has_frame());
}

TEST(HasFrame, SeesHighBars) {
  LabelledPhoto photo = dog_photo();
  cv::randu(photo.image, 100, 256);
  photo.image.rowRange(160, 200).setTo(cv::Scalar::all(0));
  EXPECT_TRUE(animal(photo).has_frame());
  photo.image(cv::Rect(0, 190, 100, 10)).setTo(cv::Scalar::all(90));  // now it is the photo's own
  EXPECT_FALSE(animal(photo).has_frame());
}

TEST(HasFrame, TakesShortEdgesForThePhotosOwn) {
  LabelledPhoto photo = dog_photo();
  photo.image(cv::Rect(0, 0, 15, 140)).setTo(cv::Scalar::all(255));
  EXPECT_FALSE(animal(photo).has_frame());
  EXPECT_FALSE(animal({cv::Mat(3, 3, CV_8UC3, kGround), {}}).has_frame());
}

TEST(AnimalPhoto, IsReadOnceAndNotBeforeItIsNeeded) {
  int images = 0, masks = 0;
  const LabelledPhoto cat = cat_photo();
  const AnimalPhoto photo([&] { return ++images, cat.image; }, [&] { return ++masks, cat.mask; });
  EXPECT_EQ(masks, 0);

  EXPECT_TRUE(photo.can_be_pasted());
  EXPECT_TRUE(photo.is_whole());
  EXPECT_EQ(masks, 1);
  EXPECT_EQ(images, 0);

  EXPECT_FALSE(photo.has_frame());
  EXPECT_EQ(photo.matte().alpha.size(), photo.subject()->box.size());
  EXPECT_EQ(masks, 1);
  EXPECT_EQ(images, 1);
}

}  // namespace
}  // namespace petseg
