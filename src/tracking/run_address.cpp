#include "tracking/run_address.h"

#include <filesystem>

#include <fmt/format.h>

#include "petseg/core/http.h"

#include "tracking/file_uri.h"

namespace fs = std::filesystem;

namespace petseg {

std::string run_address(const std::string& store, const RunInfo& run) {
  if (is_http_url(store)) {
    return fmt::format("run {}: {}/#/experiments/{}/runs/{}", run.run_id, store, run.experiment_id,
                       run.run_id);
  }
  return fmt::format(
      "run {} in {}; to look at it: petseg runs, or MLFLOW_ALLOW_FILE_STORE=true mlflow ui "
      "--backend-store-uri {}",
      run.run_id, store, file_uri(fs::absolute(store)));
}

}  // namespace petseg
