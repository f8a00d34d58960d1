#include "train/epoch_pictures.h"

#include <algorithm>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "petseg/image/decode.h"

using testing::ElementsAre;
using testing::SizeIs;
using testing::UnorderedElementsAre;

namespace petseg {
namespace {

std::vector<int> drawn_epochs(int epochs) {
  std::vector<int> drawn;
  for (int epoch = 1; epoch <= epochs; ++epoch) {
    if (is_drawn(epoch, epochs)) drawn.push_back(epoch);
  }
  return drawn;
}

TEST(DrawnEpochs, AreAllOfAShortRun) {
  EXPECT_THAT(drawn_epochs(1), ElementsAre(1));
  EXPECT_THAT(drawn_epochs(50), SizeIs(50));
  EXPECT_TRUE(is_drawn(3, std::nullopt)) << "before the number of epochs is known";
}

TEST(DrawnEpochs, AreAtMostFiftyOneOfALongRunWithTheLast) {
  EXPECT_THAT(drawn_epochs(51), SizeIs(26));
  for (const int epochs : {51, 100, 101, 365, 1000, 10'007}) {
    const auto drawn = drawn_epochs(epochs);
    EXPECT_EQ(drawn.back(), epochs);
    EXPECT_LE(drawn.size(), 51U);
  }
}

/// What a log is told of.
struct ImageLog : RunLog {
  void parameter(std::string_view, std::string_view) override {}
  void tag(std::string_view, std::string_view) override {}
  void data_set(const RunData&) override {}
  void step(int, const std::vector<Metric>&) override {}
  void epoch(int, const std::vector<Metric>&) override {}
  void results(const std::vector<Metric>&) override {}
  void file(std::string_view) override {}
  void finish(RunStatus) override {}
  bool keeps_images() const override { return keeps; }
  void image(std::string_view key, int epoch, const LoggedImage& image) override {
    keys.emplace_back(key);
    EXPECT_EQ(epoch, 1);
    last = image;
  }

  bool keeps = true;
  std::vector<std::string> keys;
  LoggedImage last;
};

struct EpochPicturesTest : testing::Test {
  /// Photos "cat_1" …, of which the content says the order.
  void add(Species species, int count) {
    for (int i = 1; i <= count; ++i) {
      const std::string name(species_name(species));
      records.push_back({.image = "valid_set/images/" + name + "_" + std::to_string(i) + ".jpg",
                         .species = species,
                         .sha256 = std::to_string((7 * i) % 10)});
    }
  }

  std::vector<std::string> drawn(int count) {
    const PhotoSet photos("data", records);
    const EpochPictures pictures(photos, count);
    log.keys.clear();
    if (const PredictionSink sink = pictures.sink(1, 40, log)) {
      for (const PhotoRecord& record : records) {
        ScoredPhoto scored{.record = record};
        sink(scored, photo, prediction);
      }
    }
    return log.keys;
  }

  std::vector<PhotoRecord> records;
  LabelledPhoto photo{cv::Mat(60, 80, CV_8UC3, cv::Scalar(90, 60, 30)),
                      cv::Mat(60, 80, CV_8U, cv::Scalar(kCat))};
  Prediction prediction{.mask = photo.mask};
  ImageLog log;
};

TEST_F(EpochPicturesTest, AreOfCatsAndDogsInTurnWhateverTheirOrder) {
  add(Species::kCat, 6);
  add(Species::kDog, 3);
  const auto chosen = drawn(4);
  // 7, 4, 1, 8, 5 and 2 are what the content says: the third comes first, then the sixth.
  EXPECT_THAT(chosen, UnorderedElementsAre("cat_3", "cat_6", "dog_3", "dog_2"));

  std::ranges::shuffle(records, std::mt19937(1));
  auto again = drawn(4);
  EXPECT_THAT(again, testing::UnorderedElementsAreArray(chosen));
}

TEST_F(EpochPicturesTest, AreAllWhereThereAreFewer) {
  add(Species::kBoth, 1);
  add(Species::kDog, 1);
  EXPECT_THAT(drawn(4), UnorderedElementsAre("cat_and_dog_1", "dog_1"));
  EXPECT_THAT(drawn(1), ElementsAre("dog_1"));
}

TEST_F(EpochPicturesTest, AreAPictureAndASmallOneOfIt) {
  add(Species::kCat, 1);
  drawn(1);
  EXPECT_EQ(decode_image(log.last.png, "png").size(), cv::Size(488, 368));
  EXPECT_EQ(decode_image(log.last.preview, "preview").cols, 256);
}

TEST_F(EpochPicturesTest, AreNotDrawnForNobody) {
  add(Species::kCat, 2);
  EXPECT_THAT(drawn(0), SizeIs(0));
  log.keeps = false;
  EXPECT_THAT(drawn(2), SizeIs(0));
}

}  // namespace
}  // namespace petseg
