#include "petseg/commands/runs.h"

#include <cstdio>
#include <memory>

#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/validators.h"

namespace petseg {
namespace {

/// The most that a server hands out, and one that says whether there are more.
constexpr int kMaxRuns = 49'999;

/// 0 where stdout is a file or a pipe.
std::size_t terminal_width() {
  winsize size{};
  const bool is_terminal = ::isatty(STDOUT_FILENO) == 1;
  return is_terminal && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

}  // namespace

void set_up_runs(CLI::App& command) {
  const auto options = std::make_shared<RunsOptions>();
  command.add_option("runs", options->runs,
                     "one: all about it; several: side by side (an id, how it begins, or a name)");
  command.add_option("--experiment", options->experiment, "only runs of this experiment");
  command.add_option("--filter", options->filter,
                     "only runs like \"metrics.test/miou > 0.8 AND params.model = 'Unet'\"");
  command
      .add_option("--sort", options->sort,
                  "by \"metrics.test/miou DESC\", \"start_time\", …; the newest first unless given")
      ->allow_extra_args(false);
  command.add_option("--max", options->max, "that many runs at most")
      ->capture_default_str()
      ->check(number("COUNT", "a whole number from 1 to 49999", [](double value) {
        return is_whole(value) && value >= 1 && value <= kMaxRuns;
      }));
  command
      .add_option("--columns", options->columns,
                  "start,end,duration,id,name,status,user,experiment,metrics.<name>,best.<name>,"
                  "params.<name>,tags.<name>")
      ->delimiter(',')
      ->allow_extra_args(false);
  command.add_flag("--json", options->json, "all that is kept of them, for programs");
  command.footer(
      "MLFLOW_TRACKING_URI says where the runs are; ./mlruns without it.\n"
      "Example: petseg runs --filter \"metrics.test/miou > 0.8\" --sort \"metrics.test/miou "
      "DESC\"");
  command.callback([options] {
    options->width = terminal_width();
    std::fputs(runs_text(*options).c_str(), stdout);
  });
}

}  // namespace petseg
