#pragma once

#include <string>

#include "petseg/report/comparison.h"

namespace petseg {

/// What comparison.json holds: the runs, each metric of each slice with its difference and
/// interval, and the change of each photo.
std::string comparison_json(const Comparison& comparison);

}  // namespace petseg
