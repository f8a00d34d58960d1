#include "petseg/data/photo_set.h"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>

#include "support/drawn_data_set.h"
#include "support/temp_dir.h"

namespace petseg {
namespace {

struct PhotoSetTest : testing::Test {
  PhotoSetTest() {
    DrawnDataSet drawn(temp.path());
    drawn.add(Split::kValid, 3);
    photos = std::make_unique<PhotoSet>(temp.path(), drawn.finish().of(Split::kValid));
  }
  TempDir temp;
  std::unique_ptr<PhotoSet> photos;
};

void expect_same(const LabelledPhoto& a, const LabelledPhoto& b) {
  EXPECT_EQ(cv::norm(a.image, b.image, cv::NORM_INF), 0);
  EXPECT_EQ(cv::norm(a.mask, b.mask, cv::NORM_INF), 0);
}

TEST_F(PhotoSetTest, KeptPhotosAreThoseOnDisk) {
  const LabelledPhoto on_disk = photos->load(2);

  photos->keep_in_memory(std::size_t{1} << 30);
  std::filesystem::remove_all(temp.path() / "valid_set");

  expect_same(photos->load(2), on_disk);
}

TEST_F(PhotoSetTest, MoreThanTheLimitIsNotKept) {
  photos->keep_in_memory(1000);
  std::filesystem::remove_all(temp.path() / "valid_set");

  EXPECT_ANY_THROW(photos->load(0));
}

TEST_F(PhotoSetTest, FirstIsAFrontPart) {
  for (const bool kept : {false, true}) {
    if (kept) photos->keep_in_memory(std::size_t{1} << 30);

    const PhotoSet front = photos->first(2);

    ASSERT_EQ(front.size(), 2U);
    EXPECT_EQ(front.record(1).image, photos->record(1).image);
    expect_same(front.load(1), photos->load(1));
    EXPECT_EQ(photos->first(100).size(), 3U);
  }
}

}  // namespace
}  // namespace petseg
