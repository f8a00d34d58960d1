#include "petseg/commands/sync.h"

#include <memory>

#include <fmt/format.h>

#include "cli/commands.h"

namespace petseg {

void set_up_sync(CLI::App& command) {
  const auto options = std::make_shared<SyncOptions>();
  command.add_option("runs", options->runs, "run folders [all in runs/]");
  command.footer(
      "Where to is what MLFLOW_TRACKING_URI says, else where the run was meant to go.\n"
      "Example: MLFLOW_TRACKING_URI=http://127.0.0.1:5000 petseg sync runs/run_1");
  command.callback([options] {
    const auto runs = sync_runs(*options);
    if (runs.empty()) fmt::print("no tracked run in runs/\n");
    for (const SyncedRun& run : runs) {
      fmt::print("{}  {}{}\n", run.folder.string(), run.address,
                 run.was_complete ? " (nothing was left)" : "");
    }
  });
}

}  // namespace petseg
