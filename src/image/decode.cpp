#include "petseg/image/decode.h"

#include <algorithm>
#include <climits>

#include <fmt/format.h>
#include <opencv2/core.hpp>

#include "petseg/core/error.h"
#include "petseg/image/image_header.h"

#include "image/jpeg_codec.h"
#include "image/jpeg_markers.h"
#include "image/opencv_codecs.h"
#include "image/png_chunks.h"
#include "image/png_codec.h"

using namespace std::string_view_literals;

namespace petseg {
namespace {

/// Throws DataError when the bytes cannot be a whole image. OpenCV returns an empty or half-grey
/// image then, and its codecs print to stderr.
void check_container(std::string_view bytes, ImageFormat format, const std::string& name) {
  std::string fault;
  switch (format) {
    case ImageFormat::kJpeg: fault = jpeg_fault(bytes); break;
    case ImageFormat::kPng: fault = png_fault(bytes); break;
    case ImageFormat::kGif: fault = "a GIF, which is not read; save it as JPEG or PNG"; break;
    case ImageFormat::kUnknown:
      fault = bytes.empty() ? "an empty file" : "no image of a known format (JPEG, PNG, WebP …)";
      break;
    default: break;
  }
  if (!fault.empty()) throw DataError(fmt::format("{}: {}", name, fault));
}

[[noreturn]] void fail_decoding(const std::string& name, ImageFormat format) {
  throw DataError(
      fmt::format("{}: begins like a {}, but cannot be decoded as one", name, format_name(format)));
}

/// Codecs' own limits are more pixels than most machines can hold. A file that hides its size from
/// us never reaches a decoder that would find it.
void check_size(std::string_view bytes, ImageFormat format, const std::string& name,
                std::int64_t max_pixels) {
  if (bytes.size() > INT_MAX) {
    throw DataError(fmt::format("{}: {} bytes, expected less than 2 GB", name, bytes.size()));
  }
  const auto size = image_size(bytes);
  if (!size) fail_decoding(name, format);
  if (std::int64_t{size->width} * size->height <= max_pixels) return;
  throw DataError(
      fmt::format("{}: {} x {} pixels (width x height), more than the {} that are accepted", name,
                  size->width, size->height, max_pixels));
}

/// What a codec made of a file, or that it could not.
cv::Mat require_image(cv::Mat image, const std::string& name, ImageFormat format) {
  if (image.empty()) fail_decoding(name, format);
  return image;
}

/// A JPEG at 1/2, 1/4 or 1/8 of its size. By our own reading of the EXIF block: who asks
/// exif_orientation() must find the same pixels.
cv::Mat decode_jpeg(std::string_view bytes, const std::string& name, int denominator = 1) {
  return upright(require_image(read_jpeg(bytes, denominator), name, ImageFormat::kJpeg),
                 exif_orientation(bytes));
}

/// The strongest reduction that leaves a longer side of `min_size` or a little less.
int reduction(cv::Size size, int min_size) {
  const int longer = std::max(size.width, size.height);
  for (const int denominator : {8, 4, 2}) {
    if (longer / denominator >= min_size * 15 / 16) return denominator;
  }
  return 1;
}

}  // namespace

ImageFormat sniff_format(std::string_view bytes) {
  if (bytes.starts_with("\xff\xd8\xff")) return ImageFormat::kJpeg;
  if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return ImageFormat::kPng;
  if (bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a")) return ImageFormat::kGif;
  if (bytes.starts_with("RIFF") && bytes.substr(0, 12).ends_with("WEBP")) return ImageFormat::kWebp;
  if (bytes.starts_with("II*\0"sv) || bytes.starts_with("MM\0*"sv)) return ImageFormat::kTiff;
  // "BM" alone begins many a text; a bitmap also has four reserved zeros.
  if (bytes.starts_with("BM") && bytes.size() > 10 && bytes.substr(6, 4) == "\0\0\0\0"sv) {
    return ImageFormat::kBmp;
  }
  return ImageFormat::kUnknown;
}

std::string_view format_name(ImageFormat format) {
  switch (format) {
    case ImageFormat::kJpeg: return "JPEG";
    case ImageFormat::kPng: return "PNG";
    case ImageFormat::kGif: return "GIF";
    case ImageFormat::kBmp: return "BMP";
    case ImageFormat::kWebp: return "WebP";
    case ImageFormat::kTiff: return "TIFF";
    case ImageFormat::kUnknown: break;
  }
  return "unknown format";
}

cv::Mat decode_image(std::string_view bytes, const std::string& name, std::int64_t max_pixels) {
  const ImageFormat format = sniff_format(bytes);
  check_container(bytes, format, name);
  check_size(bytes, format, name, max_pixels);
  if (format == ImageFormat::kJpeg) return decode_jpeg(bytes, name);
  return require_image(format == ImageFormat::kPng ? read_png(bytes) : read_with_opencv(bytes),
                       name, format);
}

cv::Mat decode_reduced(std::string_view bytes, const std::string& name, int min_size,
                       std::int64_t max_pixels) {
  const auto size = image_size(bytes);
  if (sniff_format(bytes) != ImageFormat::kJpeg || !size) {
    return decode_image(bytes, name, max_pixels);
  }
  check_container(bytes, ImageFormat::kJpeg, name);
  check_size(bytes, ImageFormat::kJpeg, name, max_pixels);
  return decode_jpeg(bytes, name, reduction(*size, min_size));
}

cv::Mat decode_mask(std::string_view bytes, const std::string& name, std::int64_t max_pixels) {
  const ImageFormat format = sniff_format(bytes);
  check_container(bytes, format, name);
  check_size(bytes, format, name, max_pixels);
  if (format != ImageFormat::kPng) {
    throw DataError(
        fmt::format("{}: a {}, expected a mask as a PNG of class ids", name, format_name(format)));
  }
  const PngHeader header = png_header(bytes);
  if (header.bit_depth > 8 || !(header.is_grey || header.is_palette)) {
    throw DataError(
        fmt::format("{}: a PNG of {}, expected a mask of 8-bit grey levels or palette indices",
                    name, header.bit_depth > 8 ? "16-bit values" : "colours"));
  }
  return require_image(read_png_values(bytes), name, format);
}

cv::Mat upright(cv::Mat image, int orientation) {
  if (orientation >= 5) cv::transpose(image, image);
  switch (orientation) {
    case 2:
    case 6: cv::flip(image, image, 1); break;  // left and right change places
    case 4:
    case 8: cv::flip(image, image, 0); break;
    case 3:
    case 7: cv::flip(image, image, -1); break;
    default: break;
  }
  return image;
}

std::string encode_jpeg(const cv::Mat& rgb, int quality) { return write_jpeg(rgb, quality); }

std::string encode_png(const cv::Mat& image) { return write_png(image); }

}  // namespace petseg
