#include "petseg/core/digest.h"

#include <gtest/gtest.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"

#include "support/expect_error.h"
#include "support/temp_dir.h"

using testing::HasSubstr;

namespace petseg {
namespace {

// The examples of RFC 1321, appendix A.5, and of FIPS 180-2, appendix B.
const Digest kMd5OfAbc{DigestKind::kMd5, "900150983cd24fb0d6963f7d28e17f72"};
const Digest kSha256OfAbc{DigestKind::kSha256,
                          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"};

TEST(Digester, MatchesThePublishedExamplesHoweverTheBytesCome) {
  for (const Digest& expected : {kMd5OfAbc, kSha256OfAbc}) {
    Digester digester(expected.kind);
    digester.add("a");
    digester.add("");
    digester.add("bc");
    EXPECT_EQ(digester.finish(), expected) << digest_name(expected.kind);
  }
}

TEST(FileDigest, IsThatOfTheBytesInTheFile) {
  const TempDir dir;
  write_file(dir.path() / "abc", "abc");

  EXPECT_EQ(file_digest(dir.path() / "abc", DigestKind::kMd5), kMd5OfAbc);
  EXPECT_EQ(file_digest(dir.path() / "abc", DigestKind::kSha256), kSha256OfAbc);
  EXPECT_ERROR(file_digest(dir.path() / "none", DigestKind::kMd5), IoError, HasSubstr("none"));
}

}  // namespace
}  // namespace petseg
