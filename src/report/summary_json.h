#pragma once

#include <string>

#include "petseg/report/report.h"

namespace petseg {

/// The text of model_performance_summary.json, schema 2.
std::string summary_json(const Report& report);

}  // namespace petseg
