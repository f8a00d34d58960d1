#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace petseg {

/// "3 missing (a, b, c)"; the names are cut, the count is not.
inline std::string name_list(const std::vector<std::string>& names, std::string_view what) {
  constexpr std::size_t kShown = 8;
  const auto end = names.begin() + static_cast<std::ptrdiff_t>(std::min(kShown, names.size()));
  return fmt::format("{} {} ({}{})", names.size(), what, fmt::join(names.begin(), end, ", "),
                     names.size() > kShown ? ", …" : "");
}

}  // namespace petseg
