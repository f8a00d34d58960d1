#include "petseg/commands/evaluate.h"

#include "petseg/bundle/predictor.h"
#include "petseg/core/files.h"
#include "petseg/nn/device.h"
#include "petseg/tracking/model_uri.h"

namespace petseg {

EvaluateResult evaluate(const EvaluateOptions& options) {
  const torch::Device device = choose_device(options.device, "--device");
  const std::filesystem::path model = resolve_model_uri(options.model_uri);
  EvaluateResult result{.folder = options.out.value_or(model.parent_path() / "report")};
  check_replaceable(result.folder, "--out", "a report", {kReportSummaryFile});
  const DataSet data = read_data_set(options.data);
  Predictor predictor(load_bundle(model, device));
  result.report = write_report(predictor, data, result.folder);
  return result;
}

}  // namespace petseg
