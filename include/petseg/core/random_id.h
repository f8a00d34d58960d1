#pragma once

#include <string>

namespace petseg {

/// 32 hex digits that no other process draws, as MLflow's ids are.
std::string random_id();

}  // namespace petseg
