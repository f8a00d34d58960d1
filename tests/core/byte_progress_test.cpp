#include "petseg/core/byte_progress.h"

#include <gtest/gtest.h>

namespace petseg {
namespace {

TEST(BytesText, RoundsToThreeDigits) {
  EXPECT_EQ(bytes_text(0), "0 bytes");
  EXPECT_EQ(bytes_text(999), "999 bytes");
  EXPECT_EQ(bytes_text(19'173'078), "19.2 MB");
  EXPECT_EQ(bytes_text(791'918'971), "792 MB");
  EXPECT_EQ(bytes_text(999'900'000), "1.0 GB");
  EXPECT_EQ(bytes_text(UINT64_MAX), "18446744 TB");
}

TEST(ByteProgressText, LeavesOutWhatIsNotKnown) {
  EXPECT_EQ(byte_progress_text("a", 312'000'000, 792'000'000, 11'200'000),
            "a: 312 MB of 792 MB, 11.2 MB/s, 0:43 left");
  EXPECT_EQ(byte_progress_text("a", 312'000'000, 792'000'000, 0), "a: 312 MB of 792 MB");
  EXPECT_EQ(byte_progress_text("a", 5'000, {}, 2'000), "a: 5.0 kB, 2.0 kB/s");
  EXPECT_EQ(byte_progress_text("a", 1'000, 792'000'000, 2), "a: 1.0 kB of 792 MB, 2 bytes/s");
}

}  // namespace
}  // namespace petseg
