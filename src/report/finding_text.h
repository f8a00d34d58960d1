#pragma once

#include <string>

#include "petseg/report/gate.h"
#include "petseg/report/weak_spots.h"

namespace petseg {

/// "luminance < 0.22 and category is dark".
std::string rule_text(const WeakSpot& spot);

/// "test.miou>=0.7", as a gate is written.
std::string gate_text(const Gate& gate);

/// "0.655, 0.045 below the limit", or that there is no value.
std::string gate_verdict(const GateResult& result);

}  // namespace petseg
