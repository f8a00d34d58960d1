#include "petseg/core/system_metrics.h"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "petseg/core/files.h"

#include "support/temp_dir.h"

using testing::Contains;
using testing::ElementsAre;
using testing::Key;
using testing::Not;

namespace petseg {
namespace {

constexpr const char* kNoNvml = "no-such-library.so";

/// A machine whose /proc says what a test wants.
struct SystemMetricsTest : testing::Test {
  void write_stat(std::string_view cpu) const { write("proc/stat", cpu, "cpu0 1 1 1 1 1 1 1 1\n"); }
  void write_traffic(std::string_view interfaces) const {
    write("proc/net/dev",
          "Inter-|   Receive                            |  Transmit\n"
          " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets\n",
          interfaces);
  }
  void write(const char* file, std::string_view text, std::string_view rest = "") const {
    write_file(root.path() / file, std::string(text) + std::string(rest));
  }

  static std::map<std::string, double> named(const std::vector<Metric>& metrics) {
    std::map<std::string, double> values;
    for (const auto& [name, value] : metrics) values[name] = value;
    return values;
  }

  const TempDir root;
};

TEST_F(SystemMetricsTest, CpuLoadIsThatSinceTheLastReading) {
  // user nice system idle iowait irq softirq steal guest guest_nice
  write_stat("cpu  1000 0 0 9000 0 0 0 0 500 0\n");
  SystemMetrics metrics(root.path(), kNoNvml);

  write_stat("cpu  1060 5 5 9020 5 3 1 1 530 0\n");
  EXPECT_EQ(named(metrics.read()).at("cpu_utilization_percentage"), 75);
  write_stat("cpu  1060 5 5 9120 5 3 1 1 530 0\n");
  EXPECT_EQ(named(metrics.read()).at("cpu_utilization_percentage"), 0);
  EXPECT_THAT(named(metrics.read()), Not(Contains(Key("cpu_utilization_percentage"))))
      << "no time has passed";
}

TEST_F(SystemMetricsTest, MemoryThatCouldBeHadIsNotUsed) {
  write("proc/meminfo", "MemTotal:  4000000 kB\nMemFree: 100 kB\nMemAvailable:  3000000 kB\n");

  const auto values = named(SystemMetrics(root.path(), kNoNvml).read());

  EXPECT_EQ(values.at("system_memory_usage_percentage"), 25);
  EXPECT_EQ(values.at("system_memory_usage_megabytes"), 1024);
}

TEST_F(SystemMetricsTest, TrafficIsThatOfAllInterfacesSinceTheBeginning) {
  write_traffic("    lo: 100 1 0 0 0 0 0 0 200 1 0 0 0 0 0 0\n  eth0:5000 1 0 0 0 0 0 0 0 1 0 0\n");
  SystemMetrics metrics(root.path(), kNoNvml);
  write_traffic(
      "    lo: 100 1 0 0 0 0 0 0 200 1 0 0 0 0 0 0\n  eth0:2505000 1 0 0 0 0 0 0 500000 1 0 0\n");

  const auto values = named(metrics.read());

  EXPECT_EQ(values.at("network_receive_megabytes"), 2.5);
  EXPECT_EQ(values.at("network_transmit_megabytes"), 0.5);
}

TEST_F(SystemMetricsTest, WhatIsMissingOrNotUnderstoodIsLeftOut) {
  write("proc/stat", "intr 1 2 3\n");
  write("proc/meminfo", "MemTotal:  many\n\nMemAvailable:\n");

  const auto values = named(SystemMetrics(root.path(), kNoNvml).read());

  EXPECT_THAT(values, ElementsAre(Key("disk_available_megabytes"), Key("disk_usage_megabytes"),
                                  Key("disk_usage_percentage")));
}

TEST_F(SystemMetricsTest, ThisMachineHasThemAll) {
  SystemMetrics metrics("/", kNoNvml);
  std::map<std::string, double> values;
  while (!values.contains("cpu_utilization_percentage")) values = named(metrics.read());

  EXPECT_EQ(values.size(), 8U);
  for (const auto& [name, value] : values) {
    EXPECT_GE(value, 0) << name;
    EXPECT_TRUE(value <= 100 || !name.ends_with("percentage")) << name;
  }
  EXPECT_GT(values.at("system_memory_usage_megabytes"), 10);
}

TEST_F(SystemMetricsTest, EachGpuSaysWhatItKnows) {
  const auto values = named(SystemMetrics(root.path(), PETSEG_NVML_STUB).read());

  EXPECT_EQ(values.at("gpu_0_utilization_percentage"), 91);
  EXPECT_EQ(values.at("gpu_0_memory_usage_percentage"), 25);
  EXPECT_EQ(values.at("gpu_0_memory_usage_megabytes"), 20'000);
  EXPECT_EQ(values.at("gpu_0_power_usage_watts"), 350.5);
  EXPECT_EQ(values.at("gpu_0_power_usage_percentage"), 50);
  EXPECT_THAT(values, Not(Contains(Key("gpu_1_utilization_percentage"))));
  EXPECT_EQ(values.at("gpu_2_utilization_percentage"), 93);
  EXPECT_THAT(values, Not(Contains(Key("gpu_2_power_usage_watts"))));
}

TEST_F(SystemMetricsTest, AnotherLibraryIsNotNvidias) {
  const auto values = named(SystemMetrics(root.path(), "libc.so.6").read());
  EXPECT_THAT(values, Not(Contains(Key("gpu_0_utilization_percentage"))));
}

}  // namespace
}  // namespace petseg
