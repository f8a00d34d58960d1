#include "petseg/image/corruption.h"

#include <filesystem>

#include <opencv2/core.hpp>

#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/image/decode.h"

#include "core/json.h"
#include "image/corruption_blur.h"
#include "image/corruption_severity.h"
#include "support/expect_error.h"

using testing::AllOf;
using testing::HasSubstr;

namespace petseg {
namespace {

/// Files of scripts/make_corruption_golden.py: what the code of ImageNet-C's authors makes.
std::filesystem::path golden_file(const std::string& name) {
  return std::filesystem::path(__FILE__).parent_path() / "golden" / name;
}

cv::Mat golden_image(const std::string& name) {
  return decode_image(read_file(golden_file(name)), name);
}

cv::Mat golden_photo() { return golden_image("corruption_photo.png"); }

cv::Mat corrupted(const cv::Mat& photo, std::string_view name, int severity,
                  std::uint64_t seed = 1) {
  Rng rng({seed});
  return corrupt(photo, corruption_from_name(name, "test"), severity, rng);
}

/// Equal in nine of ten values; halves may be rounded either way.
void expect_same(const cv::Mat& ours, const cv::Mat& theirs) {
  ASSERT_EQ(ours.size(), theirs.size());
  const cv::Mat difference = cv::abs(cv::Mat_<cv::Vec3s>(ours) - cv::Mat_<cv::Vec3s>(theirs));
  double largest = 0;
  cv::minMaxLoc(difference.reshape(1), nullptr, &largest);
  EXPECT_LE(largest, 1);
  EXPECT_LT(cv::countNonZero(difference.reshape(1)), 0.1 * 3 * static_cast<double>(ours.total()));
}

cv::Mat golden_of(const std::string& name, int severity, int height) {
  const cv::Mat stack = golden_image("corruption_" + name + ".png");
  return stack.rowRange((severity - 1) * height, severity * height);
}

class ExactCorruption : public testing::TestWithParam<const char*> {};

TEST_P(ExactCorruption, IsTheAuthors) {
  const cv::Mat photo = golden_photo();
  for (int severity = kMinSeverity; severity <= kMaxSeverity; ++severity) {
    SCOPED_TRACE(severity);
    expect_same(corrupted(photo, GetParam(), severity),
                golden_of(GetParam(), severity, photo.rows));
  }
}

INSTANTIATE_TEST_SUITE_P(ImageNetC, ExactCorruption,
                         testing::Values("gaussian_blur", "defocus_blur", "contrast", "brightness",
                                         "jpeg_compression", "pixelate"),
                         [](const auto& test) { return std::string(test.param); });

TEST(BlurMotion, IsTheAuthorsInADirection) {
  const cv::Mat photo = golden_photo();
  for (int severity = kMinSeverity; severity <= kMaxSeverity; ++severity) {
    SCOPED_TRACE(severity);
    const auto [radius, sigma] = kMotionBlur[static_cast<std::size_t>(severity - 1)];
    expect_same(blur_motion(photo, radius, sigma, 30),
                golden_of("motion_blur", severity, photo.rows));
  }
}

class Noise : public testing::TestWithParam<const char*> {};

TEST_P(Noise, HasTheAuthorsMeanAndDeviation) {
  const Json golden = read_json(golden_file("corruption_noise.json")).at(GetParam());
  for (const Json& row : golden) {
    SCOPED_TRACE(row.dump());
    const cv::Mat flat(300, 300, CV_8UC3, cv::Scalar::all(row.at(0).get<int>()));
    cv::Scalar mean, deviation;
    cv::meanStdDev(corrupted(flat, GetParam(), row.at(1).get<int>()).reshape(1), mean, deviation);
    // Six standard errors of the mean of 270,000 values, for them and for us.
    EXPECT_NEAR(mean[0], row.at(2).get<double>(), 0.01 + 0.017 * deviation[0]);
    EXPECT_NEAR(deviation[0], row.at(3).get<double>(), 0.01 + 0.017 * deviation[0]);
  }
}

INSTANTIATE_TEST_SUITE_P(ImageNetC, Noise,
                         testing::Values("gaussian_noise", "shot_noise", "impulse_noise",
                                         "speckle_noise"),
                         [](const auto& test) { return std::string(test.param); });

TEST(Dark, HalvesTheLightWithEachSeverity) {
  // sRGB 188 is half of white's light, 137 a quarter, 99 an eighth, 71 and 50 the next.
  const cv::Mat white(200, 200, CV_8UC3, cv::Scalar::all(255));
  const std::array<double, 5> expected{188, 137, 99, 71, 50};
  for (int severity = kMinSeverity; severity <= kMaxSeverity; ++severity) {
    EXPECT_NEAR(cv::mean(corrupted(white, "dark", severity))[1],
                expected[static_cast<std::size_t>(severity - 1)], 1.5);
  }
}

TEST(Dark, HasMoreNoiseRelativeToItsLight) {
  const cv::Mat grey(200, 200, CV_8UC3, cv::Scalar::all(128));
  double before = 0;
  for (int severity = kMinSeverity; severity <= kMaxSeverity; ++severity) {
    cv::Scalar mean, deviation;
    cv::meanStdDev(corrupted(grey, "dark", severity), mean, deviation);
    EXPECT_GT(deviation[0] / mean[0], before);
    before = deviation[0] / mean[0];
  }
}

TEST(Corrupt, DependsOnTheSeedAlone) {
  const cv::Mat photo = golden_photo();
  for (const char* name :
       {"gaussian_noise", "shot_noise", "impulse_noise", "speckle_noise", "motion_blur", "dark"}) {
    SCOPED_TRACE(name);
    const cv::Mat first = corrupted(photo, name, 3, 7);
    EXPECT_EQ(cv::norm(first, corrupted(photo, name, 3, 7), cv::NORM_INF), 0);
    EXPECT_GT(cv::norm(first, corrupted(photo, name, 3, 8), cv::NORM_INF), 0);
  }
}

TEST(Corrupt, LeavesThePhotoAlone) {
  const cv::Mat photo = golden_photo();
  corrupted(photo, "dark", 5);
  EXPECT_EQ(cv::norm(photo, golden_photo(), cv::NORM_INF), 0);
}

TEST(Corrupt, TakesThePhotosOfOnePixel) {
  const cv::Mat pixel(1, 1, CV_8UC3, cv::Scalar(10, 20, 30));
  for (int kind = 0; kind <= static_cast<int>(Corruption::kPixelate); ++kind) {
    Rng rng({1});
    EXPECT_EQ(corrupt(pixel, static_cast<Corruption>(kind), 5, rng).size(), cv::Size(1, 1));
  }
}

TEST(Corrupt, WantsAnRgbPhotoAndASeverityInRange) {
  const cv::Mat photo = golden_photo();
  EXPECT_ERROR(corrupted(photo, "dark", 0), std::invalid_argument, HasSubstr("severity of 0"));
  EXPECT_ERROR(corrupted(photo, "dark", 6), std::invalid_argument, HasSubstr("severity of 6"));
  EXPECT_ERROR(corrupted(cv::Mat(4, 4, CV_8U), "dark", 1), std::invalid_argument, HasSubstr("RGB"));
}

TEST(CorruptionFromName, KnowsEachName) {
  for (int kind = 0; kind <= static_cast<int>(Corruption::kPixelate); ++kind) {
    const auto corruption = static_cast<Corruption>(kind);
    EXPECT_EQ(corruption_from_name(corruption_name(corruption), "test"), corruption);
  }
}

TEST(CorruptionFromName, SuggestsTheNearest) {
  EXPECT_ERROR(corruption_from_name("gausian_noise", "dataset.json: /noisy"), ConfigError,
               AllOf(HasSubstr("dataset.json: /noisy"), HasSubstr("\"pixelate\""),
                     HasSubstr("did you mean \"gaussian_noise\"?")));
}

}  // namespace
}  // namespace petseg
