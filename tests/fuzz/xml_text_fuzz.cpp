// The bytes are taken as an answer of S3, and as the text of an element, which has to come back.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "tracking/xml_text.h"

namespace {

std::string escaped(std::string_view text) {
  std::string xml;
  for (const char c : text) {
    switch (c) {
      case '<': xml += "&lt;"; break;
      case '>': xml += "&gt;"; break;
      case '&': xml += "&amp;"; break;
      case '"': xml += "&quot;"; break;
      default: xml += c;
    }
  }
  return xml;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const std::string_view element : petseg::xml_elements(text, "Contents")) {
    if (element.data() < text.data() || element.size() > size) std::abort();
    petseg::xml_text(element, "Key");
  }
  if (petseg::xml_text(text, "Key").size() > size) std::abort();
  if (petseg::xml_text("<Key>" + escaped(text) + "</Key>", "Key") != text) std::abort();
  return 0;
}
