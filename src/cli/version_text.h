#pragma once

#include <string>

namespace petseg {

/// petseg's own version and git revision, LibTorch, OpenCV and the CPU features in use.
std::string version_text();

}  // namespace petseg
