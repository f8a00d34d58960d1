#pragma once

#include <string>

#include <opencv2/core/mat.hpp>

namespace petseg {

/// A photo made small for a page to look at, with what its mask says as a layer of its own.
struct Thumbnail {
  std::string jpeg;
  std::string overlay;  ///< a PNG as large as the JPEG, see overlay_png()
};

/// Pixels of the longer side.
inline constexpr int kThumbnailSide = 192;

/// Both at `side` pixels of the longer side, or at the photo's own size where that is smaller.
/// `image` is RGB [H, W, 3], `mask` holds class ids and kIgnoreLabel [H, W]. Throws
/// std::invalid_argument when they do not belong together.
Thumbnail make_thumbnail(const cv::Mat& image, const cv::Mat& mask, int side = kThumbnailSide);

/// What overlay() draws, as a palette PNG to be laid over the photo: cats and dogs tinted and
/// outlined, ignored pixels hatched, the rest transparent. `mask` is [H, W].
std::string overlay_png(const cv::Mat& mask);

}  // namespace petseg
