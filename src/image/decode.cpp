#include "petseg/image/decode.h"

#include <algorithm>
#include <climits>
#include <vector>

#include <fmt/format.h>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "petseg/core/error.h"
#include "petseg/image/image_header.h"

#include "image/jpeg_markers.h"
#include "image/png_chunks.h"

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

/// OpenCV's own limit is a thousand million pixels, which is more than most machines can hold. A
/// file that hides its size from us never reaches a decoder that would find it.
void check_size(std::string_view bytes, ImageFormat format, const std::string& name,
                std::int64_t max_pixels) {
  const auto size = image_size(bytes);
  if (!size) fail_decoding(name, format);
  if (std::int64_t{size->width} * size->height <= max_pixels) return;
  throw DataError(
      fmt::format("{}: {} x {} pixels (width x height), more than the {} that are accepted", name,
                  size->width, size->height, max_pixels));
}

cv::Mat decode(std::string_view bytes, ImageFormat format, const std::string& name, int flags) {
  if (bytes.size() > INT_MAX) {
    throw DataError(fmt::format("{}: {} bytes, expected less than 2 GB", name, bytes.size()));
  }
  // imdecode only reads; its interface just has no const form.
  const cv::Mat buffer(1, static_cast<int>(bytes.size()), CV_8U, const_cast<char*>(bytes.data()));
  cv::Mat image;
  try {
    image = cv::imdecode(buffer, flags);
  } catch (const cv::Exception&) {
    // A header that tells of an impossible size; said below.
  }
  if (image.empty()) fail_decoding(name, format);
  return image;
}

/// A JPEG at 1/2, 1/4 or 1/8 of its size. By our own reading of the EXIF block: who asks
/// exif_orientation() must find the same pixels.
cv::Mat decode_jpeg(std::string_view bytes, const std::string& name, int flags) {
  return upright(decode(bytes, ImageFormat::kJpeg, name, flags | cv::IMREAD_IGNORE_ORIENTATION),
                 exif_orientation(bytes));
}

/// The strongest reduction that leaves a longer side of `min_size` or a little less.
int reduced_flags(cv::Size size, int min_size) {
  const int longer = std::max(size.width, size.height);
  if (longer / 8 >= min_size * 15 / 16) return cv::IMREAD_REDUCED_COLOR_8;
  if (longer / 4 >= min_size * 15 / 16) return cv::IMREAD_REDUCED_COLOR_4;
  if (longer / 2 >= min_size * 15 / 16) return cv::IMREAD_REDUCED_COLOR_2;
  return cv::IMREAD_COLOR;
}

std::string encode(const cv::Mat& image, const char* ending, const std::vector<int>& parameters) {
  std::vector<unsigned char> bytes;
  cv::imencode(ending, image, bytes, parameters);
  return {bytes.begin(), bytes.end()};
}

cv::Mat rgb_from_bgr(const cv::Mat& bgr) {
  cv::Mat rgb;
  cv::cvtColor(bgr, rgb, cv::COLOR_BGR2RGB);
  return rgb;
}

cv::Mat bgr_from_rgb(const cv::Mat& rgb) {
  cv::Mat bgr;
  cv::cvtColor(rgb, bgr, cv::COLOR_RGB2BGR);
  return bgr;
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
  return rgb_from_bgr(format == ImageFormat::kJpeg ? decode_jpeg(bytes, name, cv::IMREAD_COLOR)
                                                   : decode(bytes, format, name, cv::IMREAD_COLOR));
}

cv::Mat decode_reduced(std::string_view bytes, const std::string& name, int min_size,
                       std::int64_t max_pixels) {
  const auto size = image_size(bytes);
  if (sniff_format(bytes) != ImageFormat::kJpeg || !size) {
    return decode_image(bytes, name, max_pixels);
  }
  check_container(bytes, ImageFormat::kJpeg, name);
  check_size(bytes, ImageFormat::kJpeg, name, max_pixels);
  return rgb_from_bgr(decode_jpeg(bytes, name, reduced_flags(*size, min_size)));
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
  const std::string grey = header.is_palette ? without_palette(bytes) : std::string(bytes);
  cv::Mat mask = decode(grey, format, name, cv::IMREAD_GRAYSCALE);
  // 1, 2 and 4 bits a pixel arrive spread over 0 … 255.
  if (header.bit_depth < 8) mask /= 255 / ((1 << header.bit_depth) - 1);
  return mask;
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

std::string encode_jpeg(const cv::Mat& rgb, int quality) {
  return encode(bgr_from_rgb(rgb), ".jpg", {cv::IMWRITE_JPEG_QUALITY, quality});
}

std::string encode_png(const cv::Mat& image) {
  // Masks are runs of few values. What OpenCV does without a level, differences and run lengths,
  // takes a third of the time that deflate's search takes there, and less room.
  if (image.channels() == 1) return encode(image, ".png", {});
  return encode(bgr_from_rgb(image), ".png", {cv::IMWRITE_PNG_COMPRESSION, 3});
}

}  // namespace petseg
