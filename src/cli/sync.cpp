#include "petseg/commands/sync.h"

#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/commands.h"

namespace petseg {
namespace {

std::string counted(std::size_t count, const char* what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

void print_run(const SyncedRun& run) {
  fmt::print("{}  {}{}\n", run.folder, run.address, run.was_complete ? " (nothing was left)" : "");
}

void print_summary(const SyncSummary& summary) {
  std::vector<std::string> left_out;
  const auto leave_out = [&](std::size_t count, const char* what) {
    if (count > 0) left_out.push_back(counted(count, what));
  };
  leave_out(summary.deleted_runs, "deleted run");
  leave_out(summary.deleted_experiments, "deleted experiment");
  leave_out(summary.registered_models, "registered model");
  fmt::print("{} delivered, {} there before{}{}{}\n", counted(summary.delivered, "run"),
             summary.complete_before,
             summary.failures.empty() ? "" : fmt::format(", {} failed", summary.failures.size()),
             left_out.empty() ? "" : "; left out: ", fmt::join(left_out, ", "));
}

}  // namespace

void set_up_sync(CLI::App& command) {
  const auto options = std::make_shared<SyncOptions>();
  command.add_option("places", options->places,
                     "run folders [all in runs/]; or a folder of MLflow's file layout, such as "
                     "mlruns, an experiment in it, a run in that");
  command.footer(
      "Where to is what MLFLOW_TRACKING_URI says, else where the run was meant to go; for the "
      "runs\n"
      "in a folder of MLflow's, which may be of any program, it has to be set. Nothing is sent\n"
      "twice: a run that has grown gets what is new. Registered models stay.\n"
      "Examples: MLFLOW_TRACKING_URI=http://127.0.0.1:5000 petseg sync runs/run_1\n"
      "          MLFLOW_TRACKING_URI=http://127.0.0.1:5000 petseg sync mlruns");
  options->on_run = print_run;
  command.callback([options] {
    const SyncSummary summary = sync_runs(*options);
    const bool is_empty =
        summary.delivered + summary.complete_before + summary.failures.size() == 0;
    if (options->places.empty() && is_empty) {
      fmt::print("no tracked run in runs/\n");
      return;
    }
    print_summary(summary);
    if (summary.failures.empty()) return;
    throw Error(summary.failures.front().exit_code(),
                fmt::format("{} not delivered", counted(summary.failures.size(), "run")));
  });
}

}  // namespace petseg
