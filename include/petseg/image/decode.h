#pragma once

#include <string>
#include <string_view>

#include <opencv2/core/mat.hpp>

namespace petseg {

enum class ImageFormat { kJpeg, kPng, kGif, kBmp, kWebp, kTiff, kUnknown };

/// The format by the first bytes; a file's name says nothing reliable.
ImageFormat sniff_format(std::string_view bytes);
std::string_view format_name(ImageFormat format);

/// Decodes a photo to 8-bit RGB [H, W, 3] with its EXIF orientation applied. Everything above this
/// module holds RGB; OpenCV's BGR never leaves it. Throws DataError (`name: what was found`) when
/// the bytes are no image, are truncated, or are of a format that cannot be decoded (GIF).
cv::Mat decode_image(std::string_view bytes, const std::string& name);

/// Decodes a mask to its stored 8-bit values [H, W]: palette indices or grey levels, never scaled.
/// Throws DataError for anything else.
cv::Mat decode_mask(std::string_view bytes, const std::string& name);

std::string encode_jpeg(const cv::Mat& rgb, int quality = 95);

/// PNG of an RGB image or of an 8-bit mask.
std::string encode_png(const cv::Mat& image);

}  // namespace petseg
