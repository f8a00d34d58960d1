#include "petseg/core/random_id.h"

#include <random>

#include <fmt/format.h>

namespace petseg {

std::string random_id() {
  std::random_device random;
  std::string id;
  for (int i = 0; i < 4; ++i) id += fmt::format("{:08x}", random());
  return id;
}

}  // namespace petseg
