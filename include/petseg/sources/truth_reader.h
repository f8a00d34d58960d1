#pragma once

#include <string>
#include <string_view>

#include <opencv2/core/mat.hpp>

namespace petseg {

struct RawPhoto;

/// What becomes of the border between pet and background where a source marks one.
enum class BorderRule { kPet, kIgnore, kBackground };

/// Turns what a source stores as the truth of one photo into a mask. One for a source, used by
/// many threads at once.
class TruthReader {
 public:
  virtual ~TruthReader() = default;

  /// `bytes` are those of the photo's truth file, or its annotation; `photo_size` is that of the
  /// photo with its EXIF orientation applied. Returns 8-bit class ids and kIgnoreLabel [H, W], as
  /// large as they are stored: whether that is the photo's size is for the caller to check. Throws
  /// DataError (`name: what was found`) when the bytes are not what they should be.
  virtual cv::Mat mask(const RawPhoto& photo, std::string_view bytes,
                       cv::Size photo_size) const = 0;

  /// The settings on which the masks depend, in words ("trimap, border pet"): where they are the
  /// same, the same bytes give the same mask.
  virtual std::string settings() const = 0;
};

}  // namespace petseg
