#pragma once

#include <string>
#include <string_view>

namespace petseg {

/// What is wrong with a JPEG file as far as its markers show it (ITU-T T.81 annex B): it ends
/// before its image does. Empty when it is whole; bytes after the end of the image are no fault.
/// libjpeg would fill the missing part with grey and only print a warning.
std::string jpeg_fault(std::string_view bytes);

}  // namespace petseg
