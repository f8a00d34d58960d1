#include <csignal>
#include <cstdio>
#include <filesystem>
#include <new>

#include <c10/util/Exception.h>
#include <fmt/format.h>
#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>

#include "petseg/core/error.h"
#include "petseg/core/log.h"
#include "petseg/core/stop_signal.h"
#include "petseg/nn/runtime.h"

#include "cli/commands.h"
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
  set_up_torch();
  cv::setNumThreads(1);  // OpenCV's own pool would compete with LibTorch's
  cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
}

int run(int argc, char** argv) {
  CLI::App app("Turns annotated pet photos into a segmentation model, and says where it fails.");
  app.name("petseg");
  app.set_version_flag("--version", version_text());
  app.require_subcommand(1);
  app.footer(kExitCodes);
  add_make_dataset(app);
  add_train(app);
  add_evaluate(app);
  add_predict(app);
  check_command(app, argc, argv);
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
  } catch (const c10::Error& error) {
    return fail(ExitCode::kRunFailed, error.what_without_backtrace());
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
