#include "petseg/data/near_duplicates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using testing::ElementsAre;
using testing::IsEmpty;

namespace petseg {
namespace {

TEST(FindNearDuplicates, NamesPairsWhoseHashesAreBothNear) {
  const std::vector<PerceptualHash> hashes{{0, 0}, {0xffff, 0}, {0b111, 0b1}, {0, 0xffff}};

  const auto pairs = find_near_duplicates(hashes);

  ASSERT_EQ(pairs.size(), 1U);
  EXPECT_EQ(pairs[0].first, 0U);
  EXPECT_EQ(pairs[0].second, 2U);
  EXPECT_EQ(pairs[0].distance, 3);
}

TEST(FindNearDuplicates, OfNothingIsNothing) { EXPECT_THAT(find_near_duplicates({}), IsEmpty()); }

TEST(GroupDuplicates, PutsDuplicatesOfDuplicatesTogether) {
  EXPECT_THAT(group_duplicates(6, {{1, 5, 0}, {3, 5, 0}, {0, 2, 0}}),
              ElementsAre(0, 1, 0, 1, 4, 1));
}

}  // namespace
}  // namespace petseg
