// A training run without a network: tells a tracking store what a run of so many epochs would.
//
//   tracked_run_tool <run folder> <epochs> <steps an epoch> [<milliseconds a step>]
//
// The folder's files are its artifacts. Prints how long the run was held up at most in an epoch and
// in all, and how long it took until all was delivered, in milliseconds.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <iostream>
#include <string>
#include <thread>

#include <opencv2/core/mat.hpp>

#include "petseg/core/log.h"
#include "petseg/image/decode.h"
#include "petseg/tracking/tracked_run_log.h"

namespace petseg {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

/// Another one in each epoch.
LoggedImage picture(int epoch) {
  const cv::Scalar colour(epoch % 256, 90, 30);
  return {.png = encode_png(cv::Mat(24, 32, CV_8UC3, colour)),
          .preview = encode_png(cv::Mat(12, 16, CV_8UC3, colour))};
}

double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

void begin(RunLog& log, const fs::path& folder) {
  log.data_set({.folder = folder,
                .splits = {{.name = "train",
                            .digest = "0123456789abcdef0123456789abcdef0123456789abcdef",
                            .photos = 3,
                            .by_species = {{"cat", 1}, {"dog", 2}},
                            .by_breed = {{"Bengal", 1}, {"boxer", 2}}},
                           {.name = "validation", .digest = "22", .photos = 1},
                           {.name = "test", .digest = "33", .photos = 2}}});
  log.parameter("params.learning_rate", "0.002");
  log.parameter("setup.model", "EfficientNetLite0-Unet");
  log.tag("dataset", "Oxford-IIIT Pet");
}

void run(const fs::path& folder, int epochs, int steps, int pause) {
  const TrackingSettings settings = tracking_settings();
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    files.push_back(entry.path().filename().string());
  }
  const auto begun = Clock::now();
  const auto log = std::make_unique<TrackedRunLog>(
      folder, new_run_head(settings, "pets", folder.filename().string()), settings,
      TrackingMode::kBestEffort);
  begin(*log, folder);
  double longest = 0, all = 0;
  for (int epoch = 1; epoch <= epochs; ++epoch) {
    double held_up = 0;
    for (int step = (epoch - 1) * steps + 1; step <= epoch * steps; ++step) {
      const auto start = Clock::now();
      log->step(step, {{"step/loss", 1.0 / step}, {"step/learning_rate", 0.002}});
      held_up += milliseconds_since(start);
      std::this_thread::sleep_for(std::chrono::milliseconds(pause));
    }
    const auto start = Clock::now();
    log->image("Bengal_1", epoch, picture(epoch));
    log->epoch(epoch, {{"train/loss", 1.0 / epoch}, {"valid/miou", 1 - 1.0 / (epoch + 1)}});
    held_up += milliseconds_since(start);
    longest = std::max(longest, held_up);
    all += held_up;
  }
  log->results({{"test/miou", 0.9}, {"debug/dark/miou", 0.8}});
  for (const std::string& file : files) log->file(file);
  log->finish(RunStatus::kFinished);
  std::printf("%.2f %.2f %.2f\n", longest, all, milliseconds_since(begun));
}

}  // namespace
}  // namespace petseg

int main(int argc, char** argv) {
  try {
    petseg::run(argv[1], std::stoi(argv[2]), std::stoi(argv[3]), argc > 4 ? std::stoi(argv[4]) : 0);
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
