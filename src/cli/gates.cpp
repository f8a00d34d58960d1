#include "cli/gates.h"

#include <cstdio>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "petseg/core/error.h"

namespace petseg {

void fail_on_gates(const std::vector<GateResult>& gates) {
  std::vector<std::string> missed;
  for (const GateResult& gate : gates) {
    fmt::print("gate    {}{}\n", gate.passed ? "" : "MISSED  ", gate_result_text(gate));
    if (!gate.passed) missed.push_back(gate_result_text(gate));
  }
  if (missed.empty()) return;
  std::fflush(stdout);  // before the error, which goes to stderr
  throw Error(ExitCode::kGateNotMet, fmt::format("{} of {} gates missed: {}", missed.size(),
                                                 gates.size(), fmt::join(missed, "; ")));
}

}  // namespace petseg
