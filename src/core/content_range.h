#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace petseg {

/// The header Content-Range of a 206 (`bytes 5-9/10`) or 416 (`bytes */10`) answer, RFC 9110
/// section 14.4.
struct ContentRange {
  std::optional<std::uint64_t> first;  ///< absent in a 416
  std::optional<std::uint64_t> total;  ///< absent where the server does not know it (`*`)
};

/// Nothing when the text is no such header, or one that contradicts itself.
std::optional<ContentRange> parse_content_range(std::string_view text);

}  // namespace petseg
