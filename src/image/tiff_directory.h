#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace petseg {

/// The first value of an entry of the first directory of a TIFF file, which is also the form of an
/// EXIF block (TIFF 6.0, section 2). Nothing when the bytes are no TIFF, the directory lacks the
/// tag, or its values are no 16- or 32-bit integers.
std::optional<std::uint32_t> tiff_value(std::string_view tiff, std::uint16_t tag);

}  // namespace petseg
