#include "petseg/report/photo_pictures.h"

#include <cstdlib>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include "petseg/core/classes.h"
#include "petseg/core/files.h"
#include "petseg/image/decode.h"
#include "petseg/image/palette.h"

#include "report/label_picture.h"

namespace petseg {
namespace {

/// As the page composes it and a browser sees it: blue, green, red, opacity.
cv::Mat seen_as(LabelView view, const std::string& labels) {
  const std::string png =
      labels.substr(0, kPaletteBegin) + palette_chunks(view) + labels.substr(kPaletteEnd);
  return cv::imdecode(std::vector<char>(png.begin(), png.end()), cv::IMREAD_UNCHANGED);
}

Colour colour_at(const cv::Mat& image, int x, int y) {
  const auto pixel = image.at<cv::Vec4b>(y, x);
  return {pixel[2], pixel[1], pixel[0]};
}

int opacity_at(const cv::Mat& image, int x, int y) { return image.at<cv::Vec4b>(y, x)[3]; }

/// 60 × 40: a cat on the left of which the right half is taken for a dog, a dog on the right that
/// was missed, an animal above that was invented, below a band whose truth is not known.
struct Drawn {
  cv::Mat image = cv::Mat(40, 60, CV_8UC3, cv::Scalar(90, 120, 150));
  cv::Mat truth = cv::Mat::zeros(40, 60, CV_8U);
  cv::Mat prediction = cv::Mat::zeros(40, 60, CV_8U);

  Drawn() {
    truth(cv::Rect(4, 10, 20, 20)) = kCat;
    prediction(cv::Rect(4, 10, 10, 20)) = kCat;
    prediction(cv::Rect(14, 10, 10, 20)) = kDog;
    truth(cv::Rect(36, 10, 20, 20)) = kDog;
    prediction(cv::Rect(20, 0, 20, 6)) = kCat;
    truth(cv::Rect(0, 34, 60, 6)) = kIgnoreLabel;
    prediction(cv::Rect(0, 34, 60, 6)) = kDog;
  }
};

TEST(LabelPicture, ShowsTruthPredictionAndErrorsByItsPalette) {
  const Drawn drawn;
  const std::string labels = label_picture(drawn.truth, drawn.prediction);

  const cv::Mat truth = seen_as(LabelView::kTruth, labels);
  ASSERT_EQ(truth.type(), CV_8UC4);
  ASSERT_EQ(truth.size(), cv::Size(60, 40));
  EXPECT_EQ(opacity_at(truth, 30, 2), 0);
  EXPECT_EQ(colour_at(truth, 18, 20), kClassColours[kCat]);
  EXPECT_EQ(opacity_at(truth, 18, 20), 80);
  EXPECT_EQ(opacity_at(truth, 4, 20), 255);
  EXPECT_EQ(colour_at(truth, 45, 20), kClassColours[kDog]);

  const cv::Mat prediction = seen_as(LabelView::kPrediction, labels);
  EXPECT_EQ(colour_at(prediction, 8, 20), kClassColours[kCat]);
  EXPECT_EQ(colour_at(prediction, 18, 20), kClassColours[kDog]);
  EXPECT_EQ(opacity_at(prediction, 14, 20), 255);  // where the species changes
  EXPECT_EQ(opacity_at(prediction, 45, 20), 0);
  EXPECT_EQ(colour_at(prediction, 30, 37), kClassColours[kDog]);

  const cv::Mat errors = seen_as(LabelView::kErrors, labels);
  EXPECT_EQ(colour_at(errors, 8, 20), kRightColour);
  EXPECT_EQ(colour_at(errors, 18, 20), kSwappedColour);
  EXPECT_EQ(colour_at(errors, 45, 20), kMissedColour);
  EXPECT_EQ(colour_at(errors, 30, 2), kInventedColour);
  EXPECT_EQ(opacity_at(errors, 2, 2), 0);
}

TEST(LabelPicture, StripesWhatIsNotKnownInTruthAndErrors) {
  const Drawn drawn;
  const std::string labels = label_picture(drawn.truth, drawn.prediction);
  for (const LabelView view : {LabelView::kTruth, LabelView::kErrors}) {
    const cv::Mat picture = seen_as(view, labels);
    int light = 0, dark = 0;
    for (int x = 0; x < 60; ++x) {
      light += colour_at(picture, x, 37) == kPaper ? 1 : 0;
      dark += colour_at(picture, x, 37) == kInk ? 1 : 0;
      EXPECT_GT(opacity_at(picture, x, 37), 0);
    }
    EXPECT_EQ(light, 30);
    EXPECT_EQ(dark, 30);
  }
}

TEST(LabelPicture, ItsPaletteStandsBetweenTheHeaderAndThePixels) {
  const std::string labels =
      label_picture(cv::Mat::zeros(300, 200, CV_8U), cv::Mat::zeros(300, 200, CV_8U));
  EXPECT_EQ(labels.substr(kPaletteBegin + 4, 4), "PLTE");
  EXPECT_EQ(labels.substr(kPaletteEnd + 4, 4), "IDAT");
  EXPECT_EQ(kPaletteBegin % 3, 0u);
  EXPECT_EQ(kPaletteEnd % 3, 0u);
  for (const LabelView view : {LabelView::kTruth, LabelView::kPrediction, LabelView::kErrors}) {
    EXPECT_EQ(palette_chunks(view).size(), kPaletteEnd - kPaletteBegin);
  }
}

TEST(PhotoPictures, AreOfOneSizeWithTheLongerSideAsAsked) {
  const cv::Mat image(600, 400, CV_8UC3, cv::Scalar(10, 20, 30));
  const cv::Mat mask = cv::Mat::zeros(600, 400, CV_8U);
  const PhotoPictures pictures = photo_pictures(image, mask, mask, 120);
  EXPECT_EQ(decode_image(pictures.jpeg, "jpeg").size(), cv::Size(80, 120));
  EXPECT_EQ(decode_mask(pictures.labels, "labels").size(), cv::Size(80, 120));
}

TEST(PhotoPictures, ASmallPhotoKeepsItsSize) {
  const Drawn drawn;
  const PhotoPictures pictures = photo_pictures(drawn.image, drawn.truth, drawn.prediction);
  EXPECT_EQ(decode_image(pictures.jpeg, "jpeg").size(), cv::Size(60, 40));
  EXPECT_EQ(decode_mask(pictures.labels, "labels").size(), cv::Size(60, 40));
}

TEST(PhotoPictures, RefuseWhatDoesNotBelongTogether) {
  const Drawn drawn;
  const cv::Mat other = cv::Mat::zeros(40, 59, CV_8U);
  EXPECT_THROW(photo_pictures(drawn.image, other, drawn.prediction), std::invalid_argument);
  EXPECT_THROW(photo_pictures(drawn.image, drawn.truth, other), std::invalid_argument);
}

TEST(PhotoPictures, RefuseAValueThatIsNoClass) {
  Drawn drawn;
  drawn.truth.at<std::uint8_t>(5, 5) = 7;
  EXPECT_THROW(photo_pictures(drawn.image, drawn.truth, drawn.prediction), std::invalid_argument);
  drawn = {};
  drawn.prediction.at<std::uint8_t>(5, 5) = kIgnoreLabel;
  EXPECT_THROW(photo_pictures(drawn.image, drawn.truth, drawn.prediction), std::invalid_argument);
}

TEST(PictureSide, ShrinksWithTheNumberOfPhotos) {
  EXPECT_EQ(picture_side(0), kPictureSide);
  EXPECT_EQ(picture_side(700), kPictureSide);
  EXPECT_LT(picture_side(1000), kPictureSide);
  EXPECT_EQ(picture_side(2400), 106);
  EXPECT_EQ(picture_side(1'000'000), 64);
}

TEST(PictureSide, KeepsRealPhotosBelowFifteenMegabytes) {
  const char* shared = std::getenv("PETSEG_SHARED_DATA");
  if (shared == nullptr) GTEST_SKIP() << "PETSEG_SHARED_DATA is not set: NO REAL PHOTO IS TESTED";
  constexpr int kTried = 40;
  std::map<int, std::size_t> bytes;  // of the pictures, by the number of photos of a page
  int tried = 0;
  const auto images = std::filesystem::path(shared) / "oxford-pets-sample" / "images";
  for (const auto& file : std::filesystem::directory_iterator(images)) {
    if (file.path().extension() != ".jpg") continue;
    const cv::Mat image = decode_image(read_file(file.path()), file.path());
    cv::Mat truth = cv::Mat::zeros(image.size(), CV_8U);
    truth(cv::Rect(image.cols / 4, image.rows / 4, image.cols / 2, image.rows / 2)) = kCat;
    for (const int photos : {600, 2000, 3600}) {
      const PhotoPictures pictures = photo_pictures(image, truth, truth, picture_side(photos));
      bytes[photos] += pictures.jpeg.size() + pictures.labels.size();
    }
    if (++tried == kTried) break;
  }
  ASSERT_EQ(tried, kTried);
  for (const auto& [photos, size] : bytes) {
    EXPECT_LT(static_cast<double>(size) / kTried * photos * 4 / 3, 15e6) << photos;
  }
}

}  // namespace
}  // namespace petseg
