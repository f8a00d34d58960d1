// The bytes are taken as a filter and as an order of runs; what they become for a server must be
// taken for the same.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "petseg/core/error.h"

#include "tracking/run_filter.h"
#include "tracking/run_order.h"

namespace {

template <class Query>
void check(const std::string& text) {
  std::string canonical;
  try {
    canonical = Query(text).text();
  } catch (const petseg::ConfigError&) {  // what malformed input should lead to
    return;
  }
  if (Query(canonical).text() != canonical) std::abort();
}

petseg::TrackedRun example() {
  petseg::TrackedRun run;
  run.info.run_id = "abc";
  run.metrics = {{.key = "loss", .value = 0.5}};
  run.params = {{"model", "Unet"}};
  run.datasets = {{.name = "pets"}};
  return run;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const petseg::TrackedRun run = example();
  const std::string text(reinterpret_cast<const char*>(data), size);
  check<petseg::RunFilter>(text);
  check<petseg::RunOrder>(text);
  try {
    petseg::RunFilter(text).matches(run);
  } catch (const petseg::ConfigError&) {
  }
  return 0;
}
