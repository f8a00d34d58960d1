#pragma once

#include <string>

#include "petseg/report/report.h"

namespace petseg {

/// The gates as JUnit's XML, which CI servers read: a test case a gate, in the suite
/// "petseg.gates"; one that is not met is a failure that says by how much.
std::string report_junit(const Report& report);

}  // namespace petseg
