// Any bytes as a brush of Label Studio: read or refused. What is read is written and read again.

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "petseg/core/error.h"
#include "petseg/sources/label_studio_rle.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMaxValues = std::size_t{1} << 16;
  const std::string_view rle(reinterpret_cast<const char*>(data), size);
  try {
    const auto values = petseg::decode_label_studio_rle(rle, kMaxValues);
    const std::string again = petseg::encode_label_studio_rle(values);
    if (petseg::decode_label_studio_rle(again, kMaxValues) != values) std::abort();
  } catch (const petseg::DataError&) {
  }
  for (const cv::Size photo : {cv::Size(8, 8), cv::Size(64, 256), cv::Size(16384, 16384)}) {
    try {
      std::int64_t pixels = 0;
      for (const std::uint32_t run : petseg::brush_runs(rle, photo)) pixels += run;
      if (pixels != photo.area()) std::abort();
    } catch (const petseg::DataError&) {
    }
  }
  return 0;
}
