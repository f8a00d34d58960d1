#include "petseg/report/shown_change.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "petseg/data/labelled_photo.h"
#include "petseg/image/decode.h"

#include "support/drawn_data_set.h"
#include "support/temp_dir.h"

namespace petseg {
namespace {

using testing::AllOf;
using testing::Each;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// Two runs on six drawn photos; the second one finds nothing on the first two, all on the others.
struct ShownChanges : testing::Test {
  ShownChanges() {
    DrawnDataSet drawn(temp.path() / "data");
    drawn.add(Split::kTest, 6);
    data = drawn.finish();
    for (int i = 0; i < 6; ++i) {
      add(before, i, i >= 2);
      add(after, i, i < 2);
    }
  }

  void add(ScoredRun& run, int i, bool is_empty) {
    const PhotoRecord& record = data.photos[static_cast<std::size_t>(i)];
    const cv::Mat truth = load_photo(data.folder, record).mask;
    cv::Mat prediction = truth.clone();
    if (is_empty) prediction = 0;
    write_file(prediction_file(run.folder, record.image), encode_png(prediction));
    run.photos.push_back({.record = record, .score = score_masks(truth, prediction)});
  }

  std::vector<ShownChange> shown(int count) const {
    return shown_changes(compare({before, after}), data.folder, count);
  }

  std::filesystem::path prediction_of(const ScoredRun& run, std::size_t i) const {
    return prediction_file(run.folder, data.photos[i].image);
  }

  TempDir temp;
  DataSet data;
  ScoredRun before{.name = "a", .folder = temp.path() / "a"};
  ScoredRun after{.name = "b", .folder = temp.path() / "b"};
};

TEST_F(ShownChanges, AreTheWorstThenTheBestAsManyAsThereAre) {
  const auto places = [&](int count) {
    std::vector<std::size_t> list;
    for (const ShownChange& photo : shown(count)) list.push_back(photo.change);
    return list;
  };
  EXPECT_EQ(places(1), (std::vector<std::size_t>{0, 5}));
  EXPECT_EQ(places(3), (std::vector<std::size_t>{0, 1, 5, 4, 3}));
  EXPECT_EQ(places(500), (std::vector<std::size_t>{0, 1, 5, 4, 3, 2}));
}

TEST_F(ShownChanges, OfTwoEqualRunsAreNone) {
  after.photos = before.photos;
  EXPECT_THAT(shown(3), IsEmpty());
}

TEST_F(ShownChanges, HaveThePhotoAndBothPredictions) {
  for (const ShownChange& photo : shown(3)) {
    EXPECT_EQ(photo.missing, "");
    EXPECT_EQ(decode_image(photo.jpeg, "jpeg").size(), cv::Size(96, 72));
    EXPECT_EQ(decode_mask(photo.before, "before").size(), cv::Size(96, 72));
    EXPECT_NE(photo.before, photo.after);
  }
  EXPECT_EQ(missing_pictures_text(shown(3)), "");
}

TEST_F(ShownChanges, WithoutADataSetHaveNoPictures) {
  data.folder = temp.path() / "nothing";

  const auto photos = shown(2);

  EXPECT_THAT(photos, Each(AllOf(Field(&ShownChange::jpeg, IsEmpty()),
                                 Field(&ShownChange::before, IsEmpty()),
                                 Field(&ShownChange::missing, HasSubstr("nothing/test_set")))));
  EXPECT_THAT(missing_pictures_text(photos), HasSubstr("4 of 4 photos lack pictures: "));
}

TEST_F(ShownChanges, DoNotUseAnotherPhotoOfThatName) {
  write_file(data.folder / data.photos[0].image, encode_jpeg(cv::Mat::zeros(72, 96, CV_8UC3)));

  const auto photos = shown(2);

  EXPECT_EQ(photos[0].jpeg, "");
  EXPECT_THAT(photos[0].missing, HasSubstr("its SHA-256 differs"));
  EXPECT_THAT(photos[1].jpeg, Not(IsEmpty()));
  EXPECT_THAT(missing_pictures_text(photos), HasSubstr("1 of 4 photos lack pictures: "));
}

TEST_F(ShownChanges, OfARunWithoutPredictionsHaveThoseOfTheOther) {
  std::filesystem::remove_all(before.folder);

  for (const ShownChange& photo : shown(2)) {
    EXPECT_EQ(photo.before, "");
    EXPECT_NE(photo.after, "");
    EXPECT_NE(photo.jpeg, "");
    EXPECT_THAT(photo.missing, HasSubstr("petseg evaluate writes it"));
  }
}

TEST_F(ShownChanges, OfRunsWithoutPredictionsHaveThePhotoAlone) {
  std::filesystem::remove_all(before.folder);
  std::filesystem::remove_all(after.folder);

  for (const ShownChange& photo : shown(2)) {
    EXPECT_NE(photo.jpeg, "");
    EXPECT_EQ(photo.before + photo.after, "");
  }
}

TEST_F(ShownChanges, RefusePredictionsThatAreNone) {
  write_file(prediction_of(after, 0), encode_png(cv::Mat::zeros(5, 5, CV_8U)));
  write_file(prediction_of(after, 1), encode_png(cv::Mat(72, 96, CV_8U, cv::Scalar(7))));
  write_file(prediction_of(before, 5), "no picture");

  const auto photos = shown(3);

  EXPECT_THAT(photos[0].missing, HasSubstr("is no prediction of test_set"));
  EXPECT_THAT(photos[1].missing, HasSubstr("is no prediction of test_set"));
  EXPECT_THAT(missing_pictures_text(photos), HasSubstr("3 of 5 photos lack pictures: "));
}

}  // namespace
}  // namespace petseg
