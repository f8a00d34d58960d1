#include "petseg/data/labelled_photo.h"

#include <opencv2/core.hpp>

#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/sha256.h"
#include "petseg/image/decode.h"

#include "support/expect_error.h"
#include "support/temp_dir.h"

using testing::AllOf;
using testing::HasSubstr;

namespace petseg {
namespace {

class LoadPhoto : public testing::Test {
 protected:
  void write(const cv::Mat& image, const cv::Mat& mask) {
    record_.image = "a.jpg";
    record_.mask = "a.png";
    const std::string jpeg = encode_jpeg(image);
    const std::string png = encode_png(mask);
    record_.sha256 = sha256(jpeg);
    record_.mask_sha256 = sha256(png);
    write_file(dir_.path() / record_.image, jpeg);
    write_file(dir_.path() / record_.mask, png);
  }
  LabelledPhoto load() const { return load_photo(dir_.path(), record_); }

  TempDir dir_;
  PhotoRecord record_;
};

TEST_F(LoadPhoto, YieldsPhotoAndMask) {
  write(cv::Mat(20, 30, CV_8UC3, cv::Scalar(200, 10, 10)), cv::Mat(20, 30, CV_8U, cv::Scalar(2)));

  const LabelledPhoto photo = load();

  EXPECT_GT(photo.image.at<cv::Vec3b>(10, 10)[0], 150);  // red comes first
  EXPECT_EQ(photo.mask.at<std::uint8_t>(10, 10), 2);
}

TEST_F(LoadPhoto, KeepsIgnoredPixels) {
  cv::Mat mask(20, 30, CV_8U, cv::Scalar(1));
  mask.at<std::uint8_t>(3, 4) = kIgnoreLabel;
  write(cv::Mat(20, 30, CV_8UC3), mask);

  const LabelledPhoto photo = load();

  EXPECT_EQ(cv::norm(photo.mask, mask, cv::NORM_INF), 0);
}

TEST_F(LoadPhoto, NamesTheValuesThatAreNeitherClassIdsNorIgnored) {
  cv::Mat mask(20, 30, CV_8U, cv::Scalar(1));
  mask.at<std::uint8_t>(2, 2) = kIgnoreLabel;
  mask.at<std::uint8_t>(3, 3) = 254;
  mask.at<std::uint8_t>(4, 4) = 7;
  write(cv::Mat(20, 30, CV_8UC3), mask);

  EXPECT_ERROR(load(), DataError, AllOf(HasSubstr("a.png"), HasSubstr("values 7, 254,")));
}

TEST_F(LoadPhoto, RejectsAMaskOfAnotherSize) {
  write(cv::Mat(20, 30, CV_8UC3), cv::Mat(30, 20, CV_8U, cv::Scalar(1)));

  EXPECT_ERROR(load(), DataError, AllOf(HasSubstr("30 x 20"), HasSubstr("20 x 30")));
}

TEST_F(LoadPhoto, RefusesAFileThatTheManifestDoesNotDescribe) {
  const cv::Mat mask(20, 30, CV_8U, cv::Scalar(1));
  write(cv::Mat(20, 30, CV_8UC3, cv::Scalar::all(90)), mask);
  write_file(dir_.path() / record_.mask, encode_png(mask * 2));

  EXPECT_ERROR(load(), DataError, AllOf(HasSubstr("a.png"), HasSubstr("--check")));
}

TEST_F(LoadPhoto, SaysWhichFileIsMissing) {
  record_.image = "no.jpg";

  EXPECT_ERROR(load(), IoError, HasSubstr("no.jpg"));
}

}  // namespace
}  // namespace petseg
