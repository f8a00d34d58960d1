#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <opencv2/core/mat.hpp>

namespace petseg {

enum class ImageFormat { kJpeg, kPng, kGif, kBmp, kWebp, kTiff, kUnknown };

/// The format by the first bytes; a file's name says nothing reliable.
ImageFormat sniff_format(std::string_view bytes);
std::string_view format_name(ImageFormat format);

/// What decoding accepts unless told otherwise: a file of a few kilobytes can tell of a size that
/// fills the memory.
inline constexpr std::int64_t kMaxPixels = 100'000'000;

/// Decodes a photo to 8-bit RGB [H, W, 3] with its EXIF orientation applied. Everything above this
/// module holds RGB; OpenCV's BGR never leaves it. Throws DataError (`name: what was found`) when
/// the bytes are no image, are truncated, are of a format that cannot be decoded (GIF), or hold
/// more pixels than `max_pixels` by their header, which is checked before memory is taken for them.
cv::Mat decode_image(std::string_view bytes, const std::string& name,
                     std::int64_t max_pixels = kMaxPixels);

/// The same at a fraction of its size where that is quicker (JPEG): at least about `min_size`
/// pixels on the longer side, and the photo's own size where it is smaller. The whole file is read,
/// so that damage shows as it does in full size.
cv::Mat decode_reduced(std::string_view bytes, const std::string& name, int min_size,
                       std::int64_t max_pixels = kMaxPixels);

/// Undoes an EXIF orientation, 1 … 8, on what was stored.
cv::Mat upright(cv::Mat stored, int orientation);

/// Decodes a mask to its stored 8-bit values [H, W]: palette indices or grey levels, never scaled.
/// Throws DataError for anything else, and for more pixels than `max_pixels`.
cv::Mat decode_mask(std::string_view bytes, const std::string& name,
                    std::int64_t max_pixels = kMaxPixels);

std::string encode_jpeg(const cv::Mat& rgb, int quality = 95);

/// PNG of an RGB image or of an 8-bit mask.
std::string encode_png(const cv::Mat& image);

}  // namespace petseg
