#pragma once

#include <span>
#include <string>
#include <string_view>

namespace petseg {

/// `; did you mean "train_split"?` when one of the known names is close to the word, else empty.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> known);

/// `"a", "b", "c"`, for messages that list what is allowed.
std::string quoted_list(std::span<const std::string_view> names);

}  // namespace petseg
