#pragma once

#include <string>
#include <string_view>

namespace petseg {

/// Base64 (RFC 4648, section 4) with padding, in one line.
std::string base64(std::string_view bytes);

}  // namespace petseg
