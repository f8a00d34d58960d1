// Any text as an export of Label Studio: listed or refused. What is listed is drawn or refused.

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include <opencv2/core/mat.hpp>

#include "petseg/core/error.h"
#include "petseg/sources/label_studio.h"

#include "sources/packed_bytes.h"

namespace {

/// Whether the annotation is for a photo so small that its drawing costs nothing.
bool is_small(const std::string& annotation) {
  petseg::PackedReader in(annotation);
  in.number();  // the format
  const auto width = in.number();
  const auto height = in.number();
  return width <= 256 && height <= 256;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view json(reinterpret_cast<const char*>(data), size);
  for (const char* annotators : {"majority", "latest"}) {
    try {
      const petseg::RawSource source =
          petseg::parse_label_studio(json, {.folder = "nowhere", .annotators = annotators});
      std::string earlier;
      for (const petseg::RawPhoto& photo : source.photos) {
        if (photo.name <= earlier) std::abort();  // in order, and each once
        earlier = photo.name;
        try {
          if (is_small(photo.annotation)) source.truth->mask(photo, photo.annotation, {32, 32});
        } catch (const petseg::DataError&) {
        }
      }
    } catch (const petseg::DataError&) {
    }
  }
  return 0;
}
