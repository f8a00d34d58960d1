#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <new>
#include <string_view>

#include <fmt/format.h>
#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>

#include "petseg/core/error.h"
#include "petseg/core/log.h"
#include "petseg/core/stop_signal.h"

#include "cli/commands.h"
#include "cli/model_library.h"
#include "cli/usage_error.h"
#include "cli/version_text.h"

namespace petseg {
namespace {

constexpr const char* kExitCodes =
    "Exit codes: 0 done, 1 the run failed, 2 usage or configuration, 3 input data,\n"
    "4 file system or remote service, 5 a requested threshold was not met, 128+n stopped by signal "
    "n.";

void set_up_process() {
  catch_stop_signals();
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of write(), not the end
  cv::setNumThreads(1);           // OpenCV's own pool would compete with ours and with LibTorch's
  cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
}

/// Whether the command, which is the first argument that is no flag, does. Loading LibTorch takes a
/// quarter of a second, and 100 MB.
bool needs_model(int argc, char** argv) {
  const auto* const command =
      std::find_if(argv + 1, argv + argc, [](const char* argument) { return *argument != '-'; });
  return command != argv + argc && std::ranges::any_of(kCommands, [&](const CommandSpec& spec) {
           return spec.needs_model && std::string_view(spec.name) == *command;
         });
}

int run(int argc, char** argv) {
  CLI::App app("Turns annotated pet photos into a segmentation model, and says where it fails.");
  app.name("petseg");
  app.set_version_flag("--version", version_text());
  app.require_subcommand(1);
  app.footer(kExitCodes);
  for (const auto& [name, description, _] : kCommands) app.add_subcommand(name, description);
  check_command(app, argc, argv);
  set_up_make_dataset(*app.get_subcommand("make-dataset"));
  set_up_compare(*app.get_subcommand("compare"));
  set_up_runs(*app.get_subcommand("runs"));
  set_up_sync(*app.get_subcommand("sync"));
  if (asks_for_setup_help(argc, argv)) {
    add_setup_help(*app.get_subcommand("train"));
  } else if (needs_model(argc, argv)) {
    load_model_commands(app);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // CLI11 prints help and version through the same door.
    if (error.get_exit_code() == 0) return app.exit(error);
    throw ConfigError(usage_message(app, error));
  }
  return 0;
}

int fail(ExitCode code, const std::string& message) {
  log().error("{}", message);
  return static_cast<int>(code);
}

int guarded_run(int argc, char** argv) {
  try {
    set_up_process();
    return run(argc, argv);
  } catch (const Stopped& stopped) {
    log().warn("{}", stopped.what());
    return 128 + stopped.signal();
  } catch (const Error& error) {
    return fail(error.exit_code(), error.what());
  } catch (const std::bad_alloc&) {
    return fail(ExitCode::kRunFailed, "out of memory; a smaller /params/batch_size needs less");
  } catch (const std::filesystem::filesystem_error& error) {
    return fail(ExitCode::kFileSystem,
                fmt::format("{}: {}", error.path1().string(), error.code().message()));
  } catch (const std::exception& error) {
    return fail(ExitCode::kRunFailed, error.what());
  }
}

}  // namespace
}  // namespace petseg

int main(int argc, char** argv) { return petseg::guarded_run(argc, argv); }
