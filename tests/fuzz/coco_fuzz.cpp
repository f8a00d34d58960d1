// The bytes are taken as a COCO file, whose photos all get their masks, and as the annotation of a
// photo as petseg keeps it.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string>

#include "petseg/core/error.h"

#include "sources/coco/listing.h"
#include "sources/coco/mask.h"

namespace {

constexpr int kMaxPixels = 1 << 20;

void draw(const std::string& annotation, cv::Size size) {
  try {
    const cv::Mat mask = petseg::coco_mask(annotation, size, "a.jpg");
    if (mask.size() != size) std::abort();
  } catch (const petseg::Error&) {  // what malformed input should lead to
  }
}

void draw_at_its_size(const std::string& annotation) {
  cv::Size size;
  const int read = std::sscanf(annotation.c_str(), "%d %d\n", &size.height, &size.width);
  if (read != 2 || size.empty()) std::abort();  // we wrote it ourselves
  if (std::int64_t{size.height} * size.width <= kMaxPixels) draw(annotation, size);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  draw(text, {8, 6});
  try {
    std::istringstream json(text);
    for (const petseg::CocoPhoto& photo : petseg::list_coco(json, "coco.json", {}).photos) {
      if (photo.fault.empty()) draw_at_its_size(photo.annotation);
    }
  } catch (const petseg::Error&) {
  }
  return 0;
}
