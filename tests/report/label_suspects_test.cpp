#include "petseg/report/label_suspects.h"

#include <gtest/gtest.h>

#include "petseg/report/report.h"

namespace petseg {
namespace {

TEST(LabelSuspects, AreTheDisputedPhotosTheWorstFirst) {
  std::vector<ScoredPhoto> photos(4);
  photos[0].label_quality = 0.2;
  photos[0].disputed = 0.3;
  photos[1].label_quality = 0.05;
  photos[1].disputed = 0.02;
  photos[2].label_quality = 0.01;  // unsure, or wrong along the outline alone
  photos[3].label_quality = 0.9;
  const std::vector<std::size_t> expected{1, 0};

  EXPECT_EQ(label_suspects(photos), expected);
  EXPECT_EQ(make_report({}, photos).label_suspects, expected);
}

TEST(LabelSuspects, LeaveOutPhotosThatWereMade) {
  std::vector<ScoredPhoto> photos(1);
  photos[0].disputed = 0.5;
  photos[0].record.made = "gaussian_noise";

  EXPECT_TRUE(label_suspects(photos).empty());
}

}  // namespace
}  // namespace petseg
