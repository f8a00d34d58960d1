#include "petseg/tracking/journal_delivery.h"

#include <numeric>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "petseg/core/files.h"
#include "petseg/tracking/file_store.h"

#include "support/temp_dir.h"

namespace petseg {
namespace {

constexpr int kPoints = 3000;

/// Events of very different size, to a store that keeps what it is told twice.
struct JournalDeliveryTest : testing::Test {
  JournalDeliveryTest() {
    settings.uri = (dir.path() / "mlruns").string();
    int step = 0;
    for (const int count : {1, 250, 2500, 0, 199, 50}) {
      JournalEvent event;
      for (int i = 0; i < count; ++i, ++step) {
        event.batch.metrics.push_back(
            {.key = "loss", .value = 1.0 / (step + 1), .timestamp = 1000 + step, .step = step});
      }
      for (int i = 0; i < 90; ++i) {
        const std::string key = "key_" + std::to_string(count) + "_" + std::to_string(i);
        event.batch.params.push_back({key, "1"});
        event.batch.tags.push_back({key, "1"});
      }
      journal.append(event);
    }
  }

  void expect_all_once() const {
    const auto store = open_file_store(settings.uri);
    const auto runs = store->search_runs({.experiment_ids = {store->experiment("pets").id}});
    ASSERT_EQ(runs.size(), 1U);
    EXPECT_EQ(runs[0].params.size(), 6 * 90U);
    std::vector<std::int64_t> steps, expected(kPoints);
    for (const auto& point : store->metric_history(runs[0].info.run_id, "loss")) {
      steps.push_back(point.step);
    }
    std::iota(expected.begin(), expected.end(), 0);
    EXPECT_EQ(steps, expected);
  }

  /// As a process leaves it that ended before it could note the rest.
  void forget_from(std::uint64_t delivered) const {
    const auto file = journal.run_folder() / JournalDelivery::kFile;
    auto state = nlohmann::json::parse(read_file(file));
    for (auto& store : state) store["delivered"] = delivered;
    write_file(file, state.dump());
  }

  const TempDir dir;
  const RunJournal journal{dir.path(), {.client_id = "c", .experiment = "pets", .run_name = "run"}};
  TrackingSettings settings;
};

TEST_F(JournalDeliveryTest, SendsEventsOfAnySize) {
  JournalDelivery delivery(journal, settings);
  delivery.send();
  EXPECT_TRUE(delivery.is_complete());
  expect_all_once();
}

TEST_F(JournalDeliveryTest, SendsNothingTwiceWhereverAnEarlierOneEnded) {
  JournalDelivery(journal, settings).send();
  std::vector<std::uint64_t> ends{0};
  for (const JournalEvent& event : journal.read(0)) ends.push_back(event.end);
  for (const std::uint64_t end : ends) {
    forget_from(end);
    JournalDelivery(journal, settings).send();
    expect_all_once();
  }
}

}  // namespace
}  // namespace petseg
