#pragma once

#include <cstdint>

#include <opencv2/core/mat.hpp>

namespace petseg {

/// What copies of a photo have in common after scaling, compression and slight changes of colour:
/// two hashes of different kinds, so that photos which are alike in one of them by chance differ in
/// the other.
struct PerceptualHash {
  /// The 64 lowest frequencies of the photo's cosine transform against their median (pHash; Zauner
  /// 2010).
  std::uint64_t frequencies = 0;
  /// Whether each of 8 x 8 points is darker than its right neighbour (dHash; Krawetz 2013).
  std::uint64_t gradients = 0;

  friend bool operator==(const PerceptualHash&, const PerceptualHash&) = default;
};

/// `grey`: 8-bit [H, W], not empty; a reduced copy of the photo will do.
PerceptualHash perceptual_hash(const cv::Mat& grey);

/// The larger of the two Hamming distances, 0 … 64. Unrelated photos: about 32.
int hash_distance(const PerceptualHash& a, const PerceptualHash& b);

}  // namespace petseg
