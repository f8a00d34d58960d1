#include "petseg/commands/evaluate.h"

#include <fmt/format.h>

#include "petseg/bundle/bundle.h"
#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/eval/evaluation.h"
#include "petseg/nn/device.h"
#include "petseg/tracking/model_uri.h"

namespace petseg {

EvaluateResult evaluate(const EvaluateOptions& options) {
  if (!options.out && is_remote_model_uri(options.model_uri)) {
    throw ConfigError(fmt::format(
        "--model_uri {}: has no folder for a report here, as a run folder has; give --out FOLDER",
        options.model_uri));
  }
  const torch::Device device = choose_device(options.device, "--device");
  const std::filesystem::path model = resolve_model_uri(options.model_uri);
  EvaluateResult result{.folder = options.out.value_or(model.parent_path() / "report")};
  check_replaceable(result.folder, "--out", "a report", {kReportSummaryFile});
  const std::vector<Gate> gates = parse_gates(options.gates, "--gate");
  const DataSet data = read_data_set(options.data);
  result.report = write_report(load_bundle(model, device), options.model_uri, data, result.folder,
                               {.categories = options.categories,
                                .gates = gates,
                                .gate_on = gate_on_from_name(options.gate_on),
                                .worst = options.worst});
  return result;
}

}  // namespace petseg
