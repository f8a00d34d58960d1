#include "petseg/core/did_you_mean.h"

#include <array>
#include <string_view>

#include <gtest/gtest.h>

namespace petseg {
namespace {

constexpr std::array<std::string_view, 3> kKnown{"train_split", "valid_split", "seed"};

TEST(DidYouMean, NamesTheClosestKnownWord) {
  EXPECT_EQ(did_you_mean("trian_split", kKnown), "; did you mean \"train_split\"?");
  EXPECT_EQ(did_you_mean("SEED", kKnown), "; did you mean \"seed\"?");
}

TEST(DidYouMean, StaysSilentWhenNothingIsClose) {
  EXPECT_EQ(did_you_mean("momentum", kKnown), "");
  EXPECT_EQ(did_you_mean("seed", {}), "");
}

TEST(QuotedList, JoinsNames) {
  EXPECT_EQ(quoted_list(kKnown), "\"train_split\", \"valid_split\", \"seed\"");
  EXPECT_EQ(quoted_list({}), "");
}

}  // namespace
}  // namespace petseg
