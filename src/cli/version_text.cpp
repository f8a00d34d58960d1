#include "cli/version_text.h"

#include <fmt/format.h>
#include <opencv2/core/version.hpp>
#include <torch/version.h>

#include "petseg/core/version.h"
#include "petseg/nn/precision.h"

namespace petseg {

std::string version_text() {
  return fmt::format("petseg {} (git {})\nLibTorch {}\nOpenCV {}\nCPU {}", version(),
                     git_revision(), TORCH_VERSION, CV_VERSION, cpu_features());
}

}  // namespace petseg
