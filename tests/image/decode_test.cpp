#include "petseg/image/decode.h"

#include <opencv2/imgproc.hpp>

#include "petseg/core/error.h"

#include "image/encoded_image.h"
#include "support/expect_error.h"

using testing::AllOf;
using testing::HasSubstr;

namespace petseg {
namespace {

/// Red on the left, blue on the right.
cv::Mat red_and_blue(int height = 32, int width = 48) {
  cv::Mat image(height, width, CV_8UC3, cv::Scalar(220, 20, 20));
  image.colRange(width / 2, width).setTo(cv::Scalar(20, 20, 220));
  return image;
}

/// With OpenCV's own reading of the EXIF block.
cv::Mat decode_with_opencv(const std::string& bytes) {
  cv::Mat image = cv::imdecode(std::vector<char>(bytes.begin(), bytes.end()), cv::IMREAD_COLOR);
  cv::cvtColor(image, image, cv::COLOR_BGR2RGB);
  return image;
}

std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

// The pixels 0, 1, 2, 1 in a row, in two kinds of PNG that OpenCV reads but cannot write.
const std::string kPalettePng = from_hex(
    "89504e470d0a1a0a0000000d4948445200000004000000010803000000cee2ffff000000"
    "09504c5445000000800000008000a65065530000000d4944415478da6360606462040000"
    "0d0005fb929f340000000049454e44ae426082");
const std::string kTwoBitPng = from_hex(
    "89504e470d0a1a0a0000000d494844520000000400000001020000000096e748b0000000"
    "0a4944415478da63900400001b001a835af7200000000049454e44ae426082");

TEST(SniffFormat, GoesByTheFirstBytes) {
  EXPECT_EQ(sniff_format(encode_jpeg(red_and_blue())), ImageFormat::kJpeg);
  EXPECT_EQ(sniff_format(encode_png(red_and_blue())), ImageFormat::kPng);
  EXPECT_EQ(sniff_format(encode_with_opencv(red_and_blue(), ".bmp")), ImageFormat::kBmp);
  EXPECT_EQ(sniff_format(encode_with_opencv(red_and_blue(), ".webp")), ImageFormat::kWebp);
  EXPECT_EQ(sniff_format("GIF89a…"), ImageFormat::kGif);
  EXPECT_EQ(sniff_format("<html>"), ImageFormat::kUnknown);
  EXPECT_EQ(sniff_format(""), ImageFormat::kUnknown);
}

TEST(DecodeImage, YieldsRgb) {
  const cv::Mat image = decode_image(encode_png(red_and_blue()), "a.png");

  EXPECT_EQ(image.at<cv::Vec3b>(16, 4), cv::Vec3b(220, 20, 20));
  EXPECT_EQ(image.at<cv::Vec3b>(16, 44), cv::Vec3b(20, 20, 220));
}

TEST(DecodeImage, MakesRgbOfGreyAndOfTransparentPhotos) {
  const cv::Mat grey(8, 8, CV_8U, cv::Scalar(77));
  const cv::Mat transparent(8, 8, CV_8UC4, cv::Scalar(30, 20, 10, 128));

  const cv::Mat from_grey = decode_image(encode_with_opencv(grey, ".png"), "grey");
  const cv::Mat from_rgba = decode_image(encode_with_opencv(transparent, ".png"), "rgba");

  EXPECT_EQ(from_grey.at<cv::Vec3b>(0, 0), cv::Vec3b(77, 77, 77));
  EXPECT_EQ(from_rgba.at<cv::Vec3b>(0, 0), cv::Vec3b(10, 20, 30));
}

TEST(DecodeImage, AppliesTheExifOrientation) {
  const std::string turned = with_orientation(encode_jpeg(red_and_blue(32, 48)), 6);

  const cv::Mat image = decode_image(turned, "a.jpg");

  EXPECT_EQ(image.size(), cv::Size(32, 48));  // a quarter turn to the right
  EXPECT_GT(image.at<cv::Vec3b>(4, 16)[0], 180);
  EXPECT_GT(image.at<cv::Vec3b>(44, 16)[2], 180);
}

TEST(DecodeImage, TurnsEveryOrientationUpright) {
  cv::Mat corner(32, 48, CV_8UC3, cv::Scalar(20, 20, 220));
  corner(cv::Rect(0, 0, 16, 16)).setTo(cv::Scalar(220, 20, 20));  // red, top left
  const std::string jpeg = encode_jpeg(corner);
  // Where the stored first row and column are seen (CIPA DC-008, tag 274), as right and bottom.
  const bool seen[8][2] = {{false, false}, {true, false}, {true, true}, {false, true},
                           {false, false}, {true, false}, {true, true}, {false, true}};

  for (int orientation = 1; orientation <= 8; ++orientation) {
    const auto [is_right, is_bottom] = seen[orientation - 1];
    const std::string turned = with_orientation(jpeg, static_cast<char>(orientation));
    const cv::Mat image = decode_image(turned, "a.jpg");
    EXPECT_EQ(image.size(), orientation < 5 ? cv::Size(48, 32) : cv::Size(32, 48)) << orientation;
    const cv::Point at(is_right ? image.cols - 5 : 4, is_bottom ? image.rows - 5 : 4);
    EXPECT_GT(image.at<cv::Vec3b>(at)[0], 180) << orientation;
    EXPECT_EQ(cv::norm(image, decode_with_opencv(turned), cv::NORM_INF), 0) << orientation;
  }
}

TEST(DecodeImage, MakesRgbOfAGreyJpeg) {
  const cv::Mat grey(8, 8, CV_8U, cv::Scalar(77));

  const cv::Mat image = decode_image(encode_with_opencv(grey, ".jpg"), "a.jpg");

  EXPECT_EQ(image.at<cv::Vec3b>(4, 4), cv::Vec3b(77, 77, 77));
}

TEST(DecodeImage, ReadsAnyFormatWhateverTheFileIsCalled) {
  for (const char* ending : {".png", ".bmp", ".webp", ".tiff"}) {
    const std::string bytes = encode_with_opencv(red_and_blue(), ending);
    EXPECT_EQ(decode_image(bytes, "Egyptian_Mau_14.jpg").size(), cv::Size(48, 32)) << ending;
  }
}

TEST(DecodeImage, RefusesMorePixelsThanTheLimit) {
  for (const char* ending : {".jpg", ".png", ".bmp", ".webp", ".tiff"}) {
    const std::string bytes = encode_with_opencv(red_and_blue(32, 48), ending);
    EXPECT_EQ(decode_image(bytes, "a", 32 * 48).size(), cv::Size(48, 32)) << ending;
    EXPECT_ERROR(
        decode_image(bytes, "a", 32 * 48 - 1), DataError,
        AllOf(HasSubstr("a: 48 x 32 pixels (width x height)"), HasSubstr("more than the 1535")));
  }
}

TEST(DecodeImage, RefusesASizeThatFillsTheMemoryByDefault) {
  std::string jpeg = encode_jpeg(red_and_blue(32, 48));
  jpeg.replace(jpeg.find("\xff\xc0") + 5, 4, "\xff\xdc\xff\xdc");  // what libjpeg still accepts

  EXPECT_ERROR(decode_image(jpeg, "a.jpg"), DataError, HasSubstr("65500 x 65500"));
}

TEST(DecodeImage, RejectsAJpegWhoseHeaderTellsOfAnImpossibleSize) {
  std::string jpeg = encode_jpeg(red_and_blue(32, 48));
  const auto frame = jpeg.find("\xff\xc0");
  jpeg.replace(frame + 5, 4, "\xff\xff\xff\xff");  // height and width

  EXPECT_ERROR(decode_image(jpeg, "a.jpg"), DataError, HasSubstr("a.jpg"));
}

TEST(DecodeImage, RejectsEveryTruncationOfAJpeg) {
  const std::string jpeg = encode_jpeg(red_and_blue());

  for (std::size_t size = 3; size < jpeg.size(); ++size) {
    EXPECT_THROW(decode_image(jpeg.substr(0, size), "a.jpg"), DataError) << size;
  }
  EXPECT_ERROR(decode_image(jpeg.substr(0, jpeg.size() / 2), "a.jpg"), DataError,
               HasSubstr("a.jpg: a truncated JPEG"));
}

TEST(DecodeImage, AcceptsBytesAfterTheEndOfAJpeg) {
  const std::string jpeg = encode_jpeg(red_and_blue()) + std::string(245, '\0');

  EXPECT_EQ(decode_image(jpeg, "a.jpg").size(), cv::Size(48, 32));
}

TEST(DecodeImage, RejectsEveryTruncationOfAPng) {
  const std::string png = encode_png(red_and_blue());

  for (std::size_t size = 8; size < png.size(); ++size) {
    EXPECT_ERROR(decode_image(png.substr(0, size), "a.png"), DataError,
                 HasSubstr("a.png: a truncated PNG"));
  }
}

TEST(DecodeImage, RejectsADamagedPng) {
  std::string png = encode_png(red_and_blue());
  png[png.size() / 2] ^= 1;

  EXPECT_ERROR(decode_image(png, "a.png"), DataError, HasSubstr("a damaged PNG"));
}

TEST(DecodeImage, SaysWhatCannotBeDecoded) {
  EXPECT_ERROR(decode_image("GIF89a…", "a.jpg"), DataError, HasSubstr("a.jpg: a GIF"));
  EXPECT_ERROR(decode_image("<html>404", "a.jpg"), DataError, HasSubstr("no image"));
  EXPECT_ERROR(decode_image("", "a.jpg"), DataError, HasSubstr("an empty file"));
  EXPECT_ERROR(decode_image("RIFF1234WEBPVP8 ", "a.webp"), DataError,
               HasSubstr("begins like a WebP"));
}

TEST(DecodeMask, KeepsTheStoredValues) {
  cv::Mat mask(4, 4, CV_8U, cv::Scalar(0));
  mask.at<std::uint8_t>(1, 2) = 1;
  mask.at<std::uint8_t>(3, 3) = 255;

  const cv::Mat decoded = decode_mask(encode_png(mask), "m.png");

  EXPECT_EQ(cv::countNonZero(decoded != mask), 0);
}

TEST(DecodeMask, ReadsPaletteIndicesInPlaceOfColours) {
  const cv::Mat mask = decode_mask(kPalettePng, "m.png");

  EXPECT_EQ(cv::countNonZero(mask != (cv::Mat_<std::uint8_t>(1, 4) << 0, 1, 2, 1)), 0);
}

TEST(DecodeMask, DoesNotSpreadGreyLevelsOfFewBits) {
  const cv::Mat mask = decode_mask(kTwoBitPng, "m.png");

  EXPECT_EQ(cv::countNonZero(mask != (cv::Mat_<std::uint8_t>(1, 4) << 0, 1, 2, 1)), 0);
}

TEST(DecodeMask, RefusesMorePixelsThanTheLimit) {
  const std::string png = encode_png(cv::Mat(10, 20, CV_8U, cv::Scalar(1)));

  EXPECT_EQ(decode_mask(png, "m.png", 200).size(), cv::Size(20, 10));
  EXPECT_ERROR(decode_mask(png, "m.png", 199), DataError, HasSubstr("m.png: 20 x 10 pixels"));
}

TEST(DecodeMask, RefusesColoursAndOtherFormats) {
  EXPECT_ERROR(decode_mask(encode_png(red_and_blue()), "m.png"), DataError,
               HasSubstr("m.png: a PNG of colours"));
  EXPECT_ERROR(decode_mask(encode_jpeg(red_and_blue()), "m.png"), DataError,
               HasSubstr("m.png: a JPEG, expected a mask as a PNG"));
}

TEST(EncodeJpeg, KeepsColoursClose) {
  const cv::Mat image = red_and_blue();

  const cv::Mat back = decode_image(encode_jpeg(image), "a.jpg");

  EXPECT_LT(cv::norm(image, back, cv::NORM_L1) / static_cast<double>(image.total() * 3), 4.0);
}

}  // namespace
}  // namespace petseg
