#pragma once

#include <vector>

#include "petseg/report/gate.h"

namespace petseg {

/// Prints a line for each gate; throws the error with exit code 5, which says of those that are not
/// met by how much.
void fail_on_gates(const std::vector<GateResult>& gates);

}  // namespace petseg
