#include "cli/version_text.h"

#include <fmt/format.h>
#include <opencv2/core/version.hpp>

#include "petseg/core/cpu.h"
#include "petseg/core/version.h"

namespace petseg {

std::string version_text() {
  return fmt::format("petseg {} (git {})\nLibTorch {}\nOpenCV {}\nCPU {}", version(),
                     git_revision(), PETSEG_TORCH_VERSION, CV_VERSION, cpu_features());
}

}  // namespace petseg
