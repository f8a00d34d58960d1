#include "petseg/tracking/run_journal.h"

#include <cmath>
#include <limits>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"

#include "support/expect_error.h"
#include "support/temp_dir.h"

namespace petseg {
namespace {

struct RunJournalTest : testing::Test {
  const TempDir dir;
  const JournalHead head{.client_id = "c1",
                         .store = "http://127.0.0.1:5000",
                         .experiment = "pets",
                         .run_name = "run_1",
                         .user = "me",
                         .start_time = 1'700'000'000'000};
};

TEST_F(RunJournalTest, GivesBackWhatItWasTold) {
  const double infinity = std::numeric_limits<double>::infinity();
  RunJournal(dir.path(), head)
      .append({.batch = {.metrics = {{"valid/miou", 0.1 + 0.2, 5, 1}, {"a", -infinity, 6, 2}},
                         .params = {{"params.epochs", "40"}},
                         .tags = {{"note", "Zeile\n\"ä\""}}}});
  const RunJournal journal(dir.path());
  journal.append({.dataset = DatasetInput{.name = "pets", .digest = "d", .context = "train"}});
  journal.append({.batch = {.metrics = {{"test/miou", 0.5, 8, 0}}},
                  .model = ModelEvent{{{"setup.model", "Unet"}}}});
  journal.append({.artifact = ArtifactEvent{"report", "debugging_set_report"}});
  journal.append({.status = StatusEvent{TrackedStatus::kKilled, 7}});

  const auto events = journal.read(0);

  ASSERT_EQ(events.size(), 5U);
  EXPECT_EQ(events[0].batch.metrics[0].value, 0.1 + 0.2);
  EXPECT_EQ(events[0].batch.metrics[1].value, -infinity);
  EXPECT_EQ(events[0].batch.metrics[1].step, 2);
  EXPECT_EQ(events[0].batch.params, (std::vector<KeyValue>{{"params.epochs", "40"}}));
  EXPECT_EQ(events[0].batch.tags[0].value, "Zeile\n\"ä\"");
  EXPECT_EQ(events[1].dataset->name, "pets");
  EXPECT_EQ(events[2].batch.metrics[0].key, "test/miou");
  EXPECT_EQ(events[2].model->params, (std::vector<KeyValue>{{"setup.model", "Unet"}}));
  EXPECT_EQ(events[3].artifact->path, "debugging_set_report");
  EXPECT_EQ(events[4].status->status, TrackedStatus::kKilled);
  EXPECT_EQ(events[4].end, journal.size());
  EXPECT_EQ(journal.head().client_id, "c1");
}

TEST_F(RunJournalTest, ThreadsDoNotWriteIntoEachOthersLines) {
  const RunJournal journal(dir.path(), head);
  constexpr int kThreads = 4, kEvents = 25;
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&] {
        const KeyValue tag{"a", std::string(5000, 'x')};
        for (int i = 0; i < kEvents; ++i) journal.append({.batch = {.tags = {tag}}});
      });
    }
  }
  std::size_t whole = 0;
  for (std::uint64_t at = 0; at < journal.size();) {
    for (const JournalEvent& event : journal.read(at)) {
      whole += event.batch.tags.size();
      at = event.end;
    }
  }
  EXPECT_EQ(whole, kThreads * kEvents);
}

TEST_F(RunJournalTest, IsReadFromAnyEventOn) {
  const RunJournal journal(dir.path(), head);
  for (int i = 0; i < 3; ++i) journal.append({.batch = {.tags = {{"n", std::to_string(i)}}}});
  const auto all = journal.read(0);

  EXPECT_EQ(journal.read(all[1].end).at(0).batch.tags[0].value, "2");
  EXPECT_EQ(journal.read(0, /*max_bytes=*/1).size(), 1U);
  EXPECT_TRUE(journal.read(journal.size()).empty());
}

TEST_F(RunJournalTest, ALineThatACrashCutIsDropped) {
  RunJournal(dir.path(), head).append({.batch = {.tags = {{"a", "1"}}}});
  const auto file = dir.path() / RunJournal::kFile;
  write_file(file, read_file(file) + R"({"tags":[["b","2)");

  const RunJournal journal(dir.path());
  journal.append({.batch = {.tags = {{"c", "3"}}}});

  const auto events = journal.read(0);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[1].batch.tags[0].key, "c");
}

TEST_F(RunJournalTest, ADamagedLineCostsNoOther) {
  RunJournal(dir.path(), head).append({.batch = {.tags = {{"a", "1"}}}});
  const auto file = dir.path() / RunJournal::kFile;
  write_file(file, read_file(file) + "{\"metrics\":[[1,2]]}\n[[[[\n{\"tags\":[[\"b\",\"2\"]]}\n");

  const auto events = RunJournal(dir.path()).read(0);

  ASSERT_EQ(events.size(), 4U);
  EXPECT_EQ(events[3].batch.tags[0].key, "b");
}

TEST_F(RunJournalTest, SaysWhatIsWrongWithItsFolder) {
  EXPECT_ERROR(RunJournal{dir.path()}, IoError, testing::HasSubstr("was not tracked"));
  write_file(dir.path() / RunJournal::kFile, "{\"schema\":1}\n");
  EXPECT_ERROR(RunJournal{dir.path()}, DataError, testing::HasSubstr("client_id"));
}

}  // namespace
}  // namespace petseg
