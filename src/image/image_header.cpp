#include "petseg/image/image_header.h"

#include <climits>
#include <cstdint>
#include <cstdlib>

#include "petseg/image/decode.h"

#include "image/byte_order.h"
#include "image/jpeg_markers.h"
#include "image/tiff_directory.h"

using namespace std::string_view_literals;

namespace petseg {
namespace {

using MaybeSize = std::optional<cv::Size>;

/// Nothing for sizes that no image has.
MaybeSize size_of(std::int64_t width, std::int64_t height) {
  if (width < 1 || height < 1 || width > INT_MAX || height > INT_MAX) return {};
  return cv::Size(static_cast<int>(width), static_cast<int>(height));
}

MaybeSize jpeg_size(std::string_view bytes) {
  JpegMarkers markers(bytes);
  while (const auto marker = markers.next()) {
    if (marker->code == JpegMarker::kStartOfScan) return {};
    if (!marker->is_frame()) continue;
    if (marker->segment.size() < 5) return {};  // bits a sample, height, width
    return size_of(read_integer(marker->segment, 3, 2, ByteOrder::kBig),
                   read_integer(marker->segment, 1, 2, ByteOrder::kBig));
  }
  return {};
}

MaybeSize png_size(std::string_view bytes) {
  if (bytes.size() < 24 || bytes.substr(12, 4) != "IHDR") return {};
  return size_of(read_integer(bytes, 16, 4, ByteOrder::kBig),
                 read_integer(bytes, 20, 4, ByteOrder::kBig));
}

MaybeSize gif_size(std::string_view bytes) {
  if (bytes.size() < 10) return {};
  return size_of(read_integer(bytes, 6, 2, ByteOrder::kLittle),
                 read_integer(bytes, 8, 2, ByteOrder::kLittle));
}

MaybeSize bmp_size(std::string_view bytes) {
  if (bytes.size() < 26) return {};
  constexpr std::uint32_t kOs2Header = 12;
  if (read_integer(bytes, 14, 4, ByteOrder::kLittle) == kOs2Header) {
    return size_of(read_integer(bytes, 18, 2, ByteOrder::kLittle),
                   read_integer(bytes, 20, 2, ByteOrder::kLittle));
  }
  const auto signed_at = [&](std::size_t at) {
    return std::int64_t{static_cast<std::int32_t>(read_integer(bytes, at, 4, ByteOrder::kLittle))};
  };
  return size_of(signed_at(18), std::abs(signed_at(22)));  // a negative height: top row first
}

/// WebP container specification; RFC 6386 section 9.1 for "VP8 ".
MaybeSize webp_size(std::string_view bytes) {
  if (bytes.size() < 30) return {};
  const std::string_view chunk = bytes.substr(12, 4);
  const std::string_view data = bytes.substr(20);
  const auto number = [&](std::size_t at, std::size_t count) {
    return read_integer(data, at, count, ByteOrder::kLittle);
  };
  constexpr std::uint32_t kFourteenBits = 0x3fff;
  if (chunk == "VP8 " && data.substr(3, 3) == "\x9d\x01\x2a") {
    return size_of(number(6, 2) & kFourteenBits, number(8, 2) & kFourteenBits);
  }
  if (chunk == "VP8L" && data[0] == '\x2f') {
    const std::uint32_t bits = number(1, 4);
    return size_of((bits & kFourteenBits) + 1, ((bits >> 14) & kFourteenBits) + 1);
  }
  if (chunk == "VP8X") return size_of(number(4, 3) + 1, number(7, 3) + 1);
  return {};
}

MaybeSize tiff_size(std::string_view bytes) {
  constexpr std::uint16_t kImageWidth = 256;
  constexpr std::uint16_t kImageLength = 257;
  const auto width = tiff_value(bytes, kImageWidth);
  const auto height = tiff_value(bytes, kImageLength);
  return width && height ? size_of(*width, *height) : MaybeSize{};
}

}  // namespace

std::optional<cv::Size> image_size(std::string_view bytes) {
  switch (sniff_format(bytes)) {
    case ImageFormat::kJpeg: return jpeg_size(bytes);
    case ImageFormat::kPng: return png_size(bytes);
    case ImageFormat::kGif: return gif_size(bytes);
    case ImageFormat::kBmp: return bmp_size(bytes);
    case ImageFormat::kWebp: return webp_size(bytes);
    case ImageFormat::kTiff: return tiff_size(bytes);
    case ImageFormat::kUnknown: break;
  }
  return {};
}

int exif_orientation(std::string_view bytes) {
  constexpr int kUpright = 1;
  constexpr std::uint16_t kOrientation = 0x0112;
  constexpr std::string_view kExif = "Exif\0\0"sv;
  if (sniff_format(bytes) != ImageFormat::kJpeg) return kUpright;
  JpegMarkers markers(bytes);
  while (const auto marker = markers.next()) {
    if (marker->code == JpegMarker::kStartOfScan) break;
    if (marker->code != JpegMarker::kApp1 || !marker->segment.starts_with(kExif)) continue;
    const auto value = tiff_value(marker->segment.substr(kExif.size()), kOrientation);
    return value && *value >= 1 && *value <= 8 ? static_cast<int>(*value) : kUpright;
  }
  return kUpright;
}

}  // namespace petseg
