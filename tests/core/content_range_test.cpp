#include "core/content_range.h"

#include <gtest/gtest.h>

namespace petseg {
namespace {

TEST(ParseContentRange, ReadsPartsAndRefusals) {
  const auto part = parse_content_range("bytes 5-9/10");
  const auto refusal = parse_content_range("bytes */10");
  const auto unknown_total = parse_content_range("bytes 5-9/*");

  ASSERT_TRUE(part && refusal && unknown_total);
  EXPECT_EQ(part->first, 5U);
  EXPECT_EQ(part->total, 10U);
  EXPECT_FALSE(refusal->first);
  EXPECT_EQ(refusal->total, 10U);
  EXPECT_EQ(unknown_total->first, 5U);
  EXPECT_FALSE(unknown_total->total);
}

TEST(ParseContentRange, RefusesWhatIsNoneOrContradictsItself) {
  for (const char* text :
       {"", "bytes", "bytes ", "bytes 5", "bytes 5-", "bytes 5-9", "bytes 5-9/", "bytes -9/10",
        "bytes 9-5/10", "bytes 5-10/10", "bytes 5-9/10x", "items 5-9/10", "bytes  5-9/10",
        "bytes 99999999999999999999-1/2", "bytes +5-9/10", "bytes 5-9/-1"}) {
    EXPECT_FALSE(parse_content_range(text)) << text;
  }
}

}  // namespace
}  // namespace petseg
