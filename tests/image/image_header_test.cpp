#include "petseg/image/image_header.h"

#include <gtest/gtest.h>

#include "petseg/image/decode.h"

#include "image/encoded_image.h"

using namespace std::string_literals;

namespace petseg {
namespace {

const cv::Mat kImage(32, 48, CV_8UC3, cv::Scalar(20, 120, 220));
constexpr auto kNothing = std::nullopt;

TEST(ImageSize, ReadsTheHeaderOfEveryFormat) {
  for (const char* ending : {".jpg", ".png", ".bmp", ".webp", ".tiff"}) {
    EXPECT_EQ(image_size(encode_with_opencv(kImage, ending)), cv::Size(48, 32)) << ending;
  }
  EXPECT_EQ(image_size("GIF89a\x30\0\x20\0"s), cv::Size(48, 32));
}

TEST(ImageSize, ReadsProgressiveJpegsAndLosslessWebps) {
  const auto progressive = encode_with_opencv(kImage, ".jpg", {cv::IMWRITE_JPEG_PROGRESSIVE, 1});
  const auto lossless = encode_with_opencv(kImage, ".webp", {cv::IMWRITE_WEBP_QUALITY, 101});

  EXPECT_EQ(image_size(progressive), cv::Size(48, 32));
  EXPECT_EQ(image_size(lossless), cv::Size(48, 32));
}

TEST(ImageSize, ReadsTheCanvasOfAnExtendedWebp) {
  const std::string webp = "RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0"s + "\0\0\0\0\x2f\0\0\x1f\0\0"s;

  EXPECT_EQ(image_size(webp), cv::Size(48, 32));
}

TEST(ImageSize, ReadsBitmapsOfOs2AndThoseStoredFromTheTop) {
  std::string bmp = encode_with_opencv(kImage, ".bmp");
  bmp.replace(22, 4, "\xe0\xff\xff\xff");  // a height of -32
  std::string os2(26, '\0');
  os2.replace(0, 2, "BM").replace(14, 1, "\x0c").replace(18, 4, "\x30\0\x20\0"s);

  EXPECT_EQ(image_size(bmp), cv::Size(48, 32));
  EXPECT_EQ(image_size(os2), cv::Size(48, 32));
}

TEST(ImageSize, IsTheStoredOneWhateverTheOrientation) {
  EXPECT_EQ(image_size(with_orientation(encode_jpeg(kImage), 6)), cv::Size(48, 32));
}

TEST(ImageSize, ReadsAThumbnailsSizeForNoImage) {
  const std::string jpeg = encode_jpeg(kImage);
  const std::string thumbnail = encode_jpeg(cv::Mat(8, 8, CV_8UC3, cv::Scalar(1, 2, 3)));

  EXPECT_EQ(image_size(with_exif(jpeg, thumbnail)), cv::Size(48, 32));
}

TEST(ImageSize, IsNothingForEveryHeaderThatEndsEarly) {
  for (const char* ending : {".jpg", ".png", ".bmp", ".webp", ".tiff"}) {
    const std::string bytes = encode_with_opencv(kImage, ending);
    const std::string upto_fifteen = bytes.substr(0, 15);
    EXPECT_EQ(image_size(upto_fifteen), kNothing) << ending;
    for (std::size_t size = 0; size < std::min<std::size_t>(bytes.size(), 1000); ++size) {
      const auto found = image_size(bytes.substr(0, size));
      EXPECT_TRUE(!found || found == cv::Size(48, 32)) << ending << " " << size;
    }
  }
  EXPECT_EQ(image_size(""), kNothing);
  EXPECT_EQ(image_size("GIF89a\x30\0\x20"s), kNothing);
}

TEST(ImageSize, IsNothingForSizesThatNoImageHas) {
  std::string jpeg = encode_jpeg(kImage);
  jpeg.replace(jpeg.find("\xff\xc0") + 5, 2, "\0\0"s);
  std::string png = encode_png(kImage);
  png.replace(16, 4, "\xff\xff\xff\xff");
  std::string bmp = encode_with_opencv(kImage, ".bmp");
  bmp.replace(18, 4, "\xd0\xff\xff\xff");  // a width of -48

  EXPECT_EQ(image_size(jpeg), kNothing);
  EXPECT_EQ(image_size(png), kNothing);
  EXPECT_EQ(image_size(bmp), kNothing);
}

TEST(ImageSize, StaysInsideATiffWhoseDirectoryPointsOutside) {
  const std::string far = "II*\0\xff\xff\xff\xff"s;
  const std::string last_byte = "II*\0\x07\0\0\0"s;
  const std::string many_entries = "II*\0\x08\0\0\0\xff\xff"s;

  EXPECT_EQ(image_size(far), kNothing);
  EXPECT_EQ(image_size(last_byte), kNothing);
  EXPECT_EQ(image_size(many_entries), kNothing);
}

TEST(ExifOrientation, ReadsAllEight) {
  const std::string jpeg = encode_jpeg(kImage);

  for (char orientation = 1; orientation <= 8; ++orientation) {
    EXPECT_EQ(exif_orientation(with_orientation(jpeg, orientation)), orientation);
  }
}

TEST(ExifOrientation, ReadsLittleEndianBlocksBehindOtherEntriesAndSegments) {
  const std::string tiff = "II*\0\x08\0\0\0\x02\0"s +           // two entries
                           "\x0f\x01\x02\0\x02\0\0\0HP\0\0"s +  // the camera's maker, two letters
                           "\x12\x01\x03\0\x01\0\0\0\x08\0\0\0"s;  // the orientation, a short of 8
  const std::string with_xmp = "\xff\xd8\xff\xe1\x00\x0ahttp://x"s;

  const std::string jpeg = with_exif(encode_jpeg(kImage), tiff);

  EXPECT_EQ(exif_orientation(jpeg), 8);
  EXPECT_EQ(exif_orientation(with_xmp + jpeg.substr(2)), 8);
}

TEST(ExifOrientation, IsUprightWithoutABlockOrWithADamagedOne) {
  const std::string jpeg = encode_jpeg(kImage);
  const std::string turned = with_orientation(jpeg, 6);

  EXPECT_EQ(exif_orientation(jpeg), 1);
  EXPECT_EQ(exif_orientation(encode_png(kImage)), 1);
  EXPECT_EQ(exif_orientation(""), 1);
  EXPECT_EQ(exif_orientation(with_orientation(jpeg, 0)), 1);
  EXPECT_EQ(exif_orientation(with_orientation(jpeg, 9)), 1);
  EXPECT_EQ(exif_orientation(with_exif(jpeg, "")), 1);
  EXPECT_EQ(exif_orientation(with_exif(jpeg, "MM\0*\xff\xff\xff\xff"s)), 1);
  EXPECT_EQ(exif_orientation(with_exif(jpeg, "MM\0*\0\0\0\x08\xff\xff"s)), 1);
  for (std::size_t size = 0; size < turned.find("\xff\xdb"); ++size) {
    EXPECT_EQ(exif_orientation(turned.substr(0, size)), size < 38 ? 1 : 6) << size;
  }
}

}  // namespace
}  // namespace petseg
