#include "image/opencv_codecs.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <opencv2/imgproc.hpp>

#include "petseg/core/error.h"

namespace petseg {
namespace {

/// cv::imdecode().
using Decode = cv::Mat (*)(cv::InputArray bytes, int flags);
constexpr const char* kDecode = "_ZN2cv8imdecodeERKNS_11_InputArrayEi";
constexpr int kColour = 1;  // cv::IMREAD_COLOR

Decode load_decode() {
  void* const library = ::dlopen(PETSEG_IMGCODECS, RTLD_NOW);
  void* const decode = library == nullptr ? nullptr : ::dlsym(library, kDecode);
  if (decode == nullptr) {
    throw IoError(
        fmt::format("OpenCV's codecs, which read all but JPEG and PNG, cannot be loaded: {}; "
                    "install OpenCV as it was when petseg was built, or save the photo as JPEG",
                    ::dlerror()));
  }
  return reinterpret_cast<Decode>(decode);
}

}  // namespace

cv::Mat read_with_opencv(std::string_view bytes) {
  static const Decode decode = load_decode();
  // It only reads; its interface just has no const form.
  const cv::Mat buffer(1, static_cast<int>(bytes.size()), CV_8U, const_cast<char*>(bytes.data()));
  cv::Mat image;
  try {
    image = decode(buffer, kColour);
  } catch (const cv::Exception&) {
    return {};  // a header that tells of an impossible size
  }
  if (!image.empty()) cv::cvtColor(image, image, cv::COLOR_BGR2RGB);
  return image;
}

}  // namespace petseg
