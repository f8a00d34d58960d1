#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace petseg {

/// A marker of a JPEG file (ITU-T T.81 annex B) and the segment that belongs to it.
struct JpegMarker {
  static constexpr std::uint8_t kEndOfImage = 0xd9;
  static constexpr std::uint8_t kStartOfScan = 0xda;
  static constexpr std::uint8_t kApp1 = 0xe1;

  std::uint8_t code = 0;
  std::string_view segment;  ///< after its length; empty for markers that have none

  /// SOF0 … SOF15: how the image is compressed, and its size.
  bool is_frame() const;
};

/// Walks over the markers of a JPEG, passing over compressed data as well.
class JpegMarkers {
 public:
  explicit JpegMarkers(std::string_view bytes) : bytes_(bytes) {}

  /// Nothing where the file ends before a marker and its segment do.
  std::optional<JpegMarker> next();

 private:
  std::string_view bytes_;
  std::size_t at_ = 2;  // after the start-of-image marker
};

/// What is wrong with a JPEG file as far as its markers show it: it ends before its image does.
/// Empty when it is whole; bytes after the end of the image are no fault. libjpeg would fill the
/// missing part with grey and only print a warning.
std::string jpeg_fault(std::string_view bytes);

}  // namespace petseg
