#include "tracking/file_uri.h"

#include "petseg/core/error.h"

#include "support/expect_error.h"

namespace petseg {
namespace {

TEST(FileUri, EscapesWhatAUriCannotHold) {
  EXPECT_EQ(file_uri("/a b/100%/ü#?~-_."), "file:///a%20b/100%25/%C3%BC%23%3F~-_.");
  EXPECT_EQ(path_of_uri(file_uri("/a b/100%/ü#?~-_.")), "/a b/100%/ü#?~-_.");
}

TEST(FileUri, IsAPathInSeveralWritings) {
  EXPECT_EQ(path_of_uri("file:///home/me/mlruns"), "/home/me/mlruns");
  EXPECT_EQ(path_of_uri("file:/home/me"), "/home/me");
  EXPECT_EQ(path_of_uri("file:mlruns"), "mlruns");
  EXPECT_EQ(path_of_uri("file://localhost/x"), "/x");
  EXPECT_EQ(path_of_uri("runs/a%20b"), "runs/a%20b");
  EXPECT_EQ(path_of_uri("file:///a%2"), "/a%2");
  EXPECT_EQ(path_of_uri("file:///a%zz"), "/a%zz");
}

TEST(FileUri, KnowsOtherSchemesAndHosts) {
  EXPECT_EQ(path_of_uri("http://127.0.0.1:5000"), std::nullopt);
  EXPECT_EQ(path_of_uri("s3://bucket/x"), std::nullopt);
  EXPECT_EQ(path_of_uri("mlflow-artifacts:/1/x"), std::nullopt);
  EXPECT_ERROR(path_of_uri("file://server/x"), ConfigError,
               testing::HasSubstr("names the host \"server\""));
}

}  // namespace
}  // namespace petseg
