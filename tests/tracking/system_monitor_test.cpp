#include "tracking/system_monitor.h"

#include <atomic>
#include <stdexcept>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/temp_dir.h"

using testing::ElementsAre;

namespace petseg {
namespace {

/// A machine whose load grows from sample to sample.
struct SystemMonitorTest : testing::Test {
  SystemMonitorTest() { settings.sampling_interval = 0.001; }

  /// What is in the journal when the monitor has written so often.
  std::vector<MetricPoint> points_after(std::size_t writes, std::int64_t first_step) {
    const SystemMonitor monitor(journal, settings, first_step, [this] {
      return std::vector<Metric>{{"load", load += growth}};
    });
    while (journal.read(0).size() < writes) std::this_thread::yield();
    std::vector<MetricPoint> points;
    for (const JournalEvent& event : journal.read(0)) {
      points.insert(points.end(), event.batch.metrics.begin(), event.batch.metrics.end());
    }
    points.resize(writes);
    return points;
  }

  const TempDir run;
  const RunJournal journal{run.path(), {.client_id = "c1", .experiment = "pets"}};
  TrackingSettings settings;
  double load = 0, growth = 1;
};

TEST_F(SystemMonitorTest, TellsTheJournalAgainAndAgainInStepsOfItsOwn) {
  const auto points = points_after(3, 7);
  std::vector<std::int64_t> steps;
  for (const MetricPoint& point : points) {
    EXPECT_EQ(point.key, "system/load");
    EXPECT_GE(point.timestamp, points.front().timestamp);
    steps.push_back(point.step);
  }
  EXPECT_THAT(steps, ElementsAre(7, 8, 9));
}

TEST_F(SystemMonitorTest, WritesTheMeanOfSoManySamplesWithOneDecimal) {
  settings.samples_before_logging = 3;
  growth = 0.25;
  const auto points = points_after(2, 0);
  EXPECT_EQ(points[0].value, 0.5);
  EXPECT_EQ(points[1].value, 1.3) << "of 1, 1.25 and 1.5";
}

TEST_F(SystemMonitorTest, EndsAtOnceThoughItsIntervalIsLong) {
  settings.sampling_interval = 1e300;
  SystemMonitor(journal, settings, 0, [] { return std::vector<Metric>{{"load", 1}}; });
  EXPECT_TRUE(journal.read(0).empty());
}

TEST_F(SystemMonitorTest, AReadingThatFailsEndsItAndNotTheRun) {
  std::atomic<int> readings = 0;
  {
    const SystemMonitor monitor(journal, settings, 0, [&]() -> std::vector<Metric> {
      ++readings;
      throw std::runtime_error("no more");
    });
    while (readings == 0) std::this_thread::yield();
  }
  EXPECT_EQ(readings, 1);
  EXPECT_TRUE(journal.read(0).empty());
}

}  // namespace
}  // namespace petseg
