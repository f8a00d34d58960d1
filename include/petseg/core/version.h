#pragma once

#include <string_view>

namespace petseg {

/// The project's version, "0.1.0".
std::string_view version();

/// The git revision this was built from, with "-dirty" when files differed; "unknown" outside git.
std::string_view git_revision();

}  // namespace petseg
