#pragma once

#include <string>
#include <vector>

#include <opencv2/imgcodecs.hpp>

namespace petseg {

/// An image file of the format that the ending names.
inline std::string encode_with_opencv(const cv::Mat& image, const char* ending,
                                      const std::vector<int>& parameters = {}) {
  std::vector<unsigned char> bytes;
  cv::imencode(ending, image, bytes, parameters);
  return {bytes.begin(), bytes.end()};
}

/// The JPEG with an EXIF block put before everything else in it.
inline std::string with_exif(const std::string& jpeg, const std::string& tiff) {
  const std::string body = std::string("Exif\0\0", 6) + tiff;
  const auto size = body.size() + 2;
  return jpeg.substr(0, 2) + "\xff\xe1" + static_cast<char>(size >> 8) + static_cast<char>(size) +
         body + jpeg.substr(2);
}

/// A JPEG whose EXIF block asks for the given orientation.
inline std::string with_orientation(const std::string& jpeg, char orientation) {
  return with_exif(jpeg, {'M', 'M',         0, 42, 0, 0, 0, 8,    // big endian, directory at 8
                          0,   1,                                 // one entry
                          1,   18,          0, 3,  0, 0, 0, 1,    // orientation, a short
                          0,   orientation, 0, 0,  0, 0, 0, 0});  // its value; no more directories
}

}  // namespace petseg
