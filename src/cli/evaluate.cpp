#include "petseg/commands/evaluate.h"

#include <cstdio>
#include <memory>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/gates.h"
#include "cli/model_work.h"
#include "cli/validators.h"

namespace petseg {

void set_up_evaluate(CLI::App& command) {
  const auto options = std::make_shared<EvaluateOptions>();
  command
      .add_option("--model_uri,--model-uri", options->model_uri,
                  "run folder, its model/, or an address: runs:/ID/model, models:/NAME@ALIAS, …")
      ->required();
  command.add_option("--data", options->data, "data set made by make-dataset")
      ->capture_default_str();
  command
      .add_option("--categories", options->categories,
                  "of the debugging set, and test: a,b,… [all that have photos]")
      ->delimiter(',');
  command
      .add_option("--gate", options->gates,
                  "threshold to meet, else exit code 5: \"test.miou>=0.85\", "
                  "\"dark.species_swap<=0.1\"; may be given several times")
      ->take_all();
  command
      .add_option("--gate_on,--gate-on", options->gate_on,
                  "hold the value against it, or ci_low: the worse end of its 95 % interval")
      ->check(CLI::IsMember(std::vector<std::string>(kGateOnNames.begin(), kGateOnNames.end())))
      ->capture_default_str();
  command
      .add_option("--worst", options->worst, "photos of a category that the page shows at first")
      ->check(count())
      ->capture_default_str();
  command.add_option("--out", options->out,
                     "report folder, an earlier report is replaced [report/ beside the model]");
  command.add_option("--device", options->device, "where the network computes")
      ->check(device_name())
      ->capture_default_str();
  command.footer("Example: petseg evaluate --model_uri runs/run_1 --data data/preprocessed");
  command.callback(model_work([options] {
    const EvaluateResult result = evaluate(*options);
    std::fputs(report_table(result.report).c_str(), stdout);
    fmt::print("report  {}\n", (result.folder / "report.html").string());
    fail_on_gates(result.report.gates);
  }));
}

}  // namespace petseg
