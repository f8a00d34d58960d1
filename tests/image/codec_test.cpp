// Our own calls of libjpeg and libpng against OpenCV's.

#include <cstdio>
#include <cstdlib>

#include <gtest/gtest.h>
#include <jpeglib.h>
#include <opencv2/imgproc.hpp>

#include "petseg/image/decode.h"

#include "image/encoded_image.h"
#include "image/jpeg_codec.h"
#include "image/opencv_codecs.h"
#include "image/png_codec.h"

namespace petseg {
namespace {

/// Colours that change smoothly, and as noise, at a size that is no multiple of a JPEG's blocks.
cv::Mat textured(int type) {
  cv::Mat image(45, 67, type);
  cv::theRNG().state = 7;
  cv::randu(image, 0, 256);
  cv::GaussianBlur(image.rowRange(0, 30), image.rowRange(0, 30), {9, 9}, 3);
  return image;
}

cv::Mat opencv_reads(const std::string& bytes, int flags) {
  cv::Mat image = cv::imdecode(std::vector<char>(bytes.begin(), bytes.end()), flags);
  if (image.channels() == 3) cv::cvtColor(image, image, cv::COLOR_BGR2RGB);
  return image;
}

void expect_same(const cv::Mat& ours, const cv::Mat& opencvs) {
  ASSERT_EQ(ours.size(), opencvs.size());
  ASSERT_EQ(ours.type(), opencvs.type());
  EXPECT_EQ(cv::norm(ours, opencvs, cv::NORM_INF), 0);
}

cv::Mat swapped(const cv::Mat& image) {
  cv::Mat swapped;
  cv::cvtColor(image, swapped, cv::COLOR_RGB2BGR);
  return swapped;
}

/// Inks as they come, in the way of Adobe's programs.
std::string cmyk_jpeg() {
  const cv::Mat inks = textured(CV_8UC4);
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &bytes, &size);
  info.image_width = static_cast<JDIMENSION>(inks.cols);
  info.image_height = static_cast<JDIMENSION>(inks.rows);
  info.input_components = 4;
  info.in_color_space = JCS_CMYK;
  jpeg_set_defaults(&info);
  jpeg_start_compress(&info, TRUE);
  for (int y = 0; y < inks.rows; ++y) {
    auto* row = const_cast<JSAMPROW>(inks.ptr(y));
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  const std::string jpeg(reinterpret_cast<const char*>(bytes), size);
  std::free(bytes);
  return jpeg;
}

TEST(ReadJpeg, YieldsWhatOpenCvYieldsAtEachReduction) {
  const std::string baseline = encode_with_opencv(textured(CV_8UC3), ".jpg");
  const std::string progressive =
      encode_with_opencv(textured(CV_8UC3), ".jpg", {cv::IMWRITE_JPEG_PROGRESSIVE, 1});
  const std::string grey = encode_with_opencv(textured(CV_8U), ".jpg");
  const std::pair<int, int> reductions[] = {{1, cv::IMREAD_COLOR},
                                            {2, cv::IMREAD_REDUCED_COLOR_2},
                                            {4, cv::IMREAD_REDUCED_COLOR_4},
                                            {8, cv::IMREAD_REDUCED_COLOR_8}};

  for (const std::string& jpeg : {baseline, progressive, grey, cmyk_jpeg()}) {
    for (const auto& [denominator, flags] : reductions) {
      expect_same(read_jpeg(jpeg, denominator), opencv_reads(jpeg, flags));
    }
  }
}

TEST(ReadJpeg, PrintsNothingAboutDamage) {
  const std::string jpeg = encode_jpeg(textured(CV_8UC3));
  int images = 0;

  testing::internal::CaptureStderr();
  for (std::size_t at = 2; at < jpeg.size(); ++at) {
    std::string damaged = jpeg;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
    if (!read_jpeg(damaged, 8).empty()) ++images;
  }

  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_GT(images, 0);
  EXPECT_LT(images, static_cast<int>(jpeg.size()) - 2);
}

TEST(WriteJpeg, YieldsTheBytesThatOpenCvYields) {
  const cv::Mat photo = textured(CV_8UC3);
  const cv::Mat part = photo(cv::Rect(3, 4, 20, 10));  // whose rows do not follow each other

  for (const int quality : {100, 95, 80, 10}) {
    const std::vector<int> parameters{cv::IMWRITE_JPEG_QUALITY, quality};
    EXPECT_EQ(write_jpeg(photo, quality), encode_with_opencv(swapped(photo), ".jpg", parameters));
    EXPECT_EQ(write_jpeg(part, quality), encode_with_opencv(swapped(part), ".jpg", parameters));
  }
}

TEST(ReadPng, YieldsWhatOpenCvYields) {
  for (const int type : {CV_8U, CV_8UC3, CV_8UC4, CV_16U, CV_16UC3}) {
    cv::Mat image;
    textured(CV_MAKETYPE(CV_8U, CV_MAT_CN(type))).convertTo(image, type, type & 7 ? 200.3 : 1);
    const std::string png = encode_with_opencv(image, ".png");
    expect_same(read_png(png), opencv_reads(png, cv::IMREAD_COLOR));
  }
  const std::string two_levels =
      encode_with_opencv(textured(CV_8U) > 128, ".png", {cv::IMWRITE_PNG_BILEVEL, 1});
  expect_same(read_png(two_levels), opencv_reads(two_levels, cv::IMREAD_COLOR));
}

TEST(ReadPng, YieldsThePalettesColoursAndItsIndices) {
  const cv::Mat indices = (cv::Mat_<std::uint8_t>(2, 3) << 0, 1, 2, 2, 1, 0);
  const std::string png = write_png(indices, {{{10, 20, 30}, 0}, {{200, 0, 0}}, {{0, 0, 90}, 128}});

  EXPECT_EQ(read_png(png).at<cv::Vec3b>(0, 1), cv::Vec3b(200, 0, 0));
  expect_same(read_png(png), opencv_reads(png, cv::IMREAD_COLOR));
  expect_same(read_png_values(png), indices);
}

TEST(ReadPng, RefusesDamageAndPrintsNothing) {
  const std::string png = encode_png(textured(CV_8UC3));

  testing::internal::CaptureStderr();
  for (std::size_t at = 0; at + 20 < png.size(); ++at) {  // but for the chunk that ends the file
    std::string damaged = png;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
    EXPECT_TRUE(read_png(damaged).empty()) << at;
  }
  EXPECT_TRUE(read_png(png.substr(0, png.size() / 2)).empty());

  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(ReadPngValues, RefusesWhatIsNoSingleChannelOfBytes) {
  EXPECT_TRUE(read_png_values(encode_png(textured(CV_8UC3))).empty());
  EXPECT_TRUE(read_png_values(encode_with_opencv(textured(CV_8UC4), ".png")).empty());
}

TEST(WritePng, YieldsTheBytesThatOpenCvYieldsOfAMask) {
  const cv::Mat mask = textured(CV_8U) > 128;

  EXPECT_EQ(write_png(mask), encode_with_opencv(mask, ".png"));
}

TEST(WritePng, OpenCvReadsThePhoto) {
  const cv::Mat photo = textured(CV_8UC3);

  expect_same(opencv_reads(write_png(photo), cv::IMREAD_COLOR), photo);
}

TEST(ReadWithOpenCv, ReadsOtherFormats) {
  const cv::Mat photo = textured(CV_8UC3);

  for (const char* ending : {".bmp", ".tiff"}) {
    expect_same(read_with_opencv(encode_with_opencv(swapped(photo), ending)), photo);
  }
  EXPECT_TRUE(read_with_opencv("no photo").empty());
}

}  // namespace
}  // namespace petseg
