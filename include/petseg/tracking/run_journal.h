#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "petseg/tracking/tracking_store.h"

namespace petseg {

/// What the run folder's model/ is called among a run's artifacts: runs:/<run id>/model.
inline constexpr const char* kModelArtifact = "model";

/// What a file of a run folder is called among the run's artifacts: "report/…" is the original's
/// "debugging_set_report/…", all others keep their names.
std::string artifact_path(const std::string& file);

/// A file or folder of the run folder that belongs among the run's artifacts.
struct ArtifactEvent {
  std::string file;  ///< relative to the run folder
  std::string path;  ///< below the run's artifacts
  /// Changes with the content, where the journal's writer has to know later what it told of.
  std::string stamp;
};

/// The run has its model: the metrics of the same event are what that scored. Stores that keep
/// models as things of their own get one, named kModelArtifact.
struct ModelEvent {
  std::vector<KeyValue> params;
};

/// The run's model/ becomes the next version of a registered model.
struct RegistrationEvent {
  std::string name;
  std::string alias;  ///< that the version gets, or empty
};

struct StatusEvent {
  TrackedStatus status = TrackedStatus::kFinished;
  std::int64_t time = 0;
};

/// What happened in a run, in one go: one of these.
struct JournalEvent {
  RunBatch batch;
  std::optional<DatasetInput> dataset;
  std::optional<ModelEvent> model;
  std::optional<ArtifactEvent> artifact;
  std::optional<RegistrationEvent> registration;
  std::optional<StatusEvent> status;
  std::uint64_t end = 0;  ///< where in the file the event ends; set by a reader
};

/// What a run is before it is known to a store.
struct JournalHead {
  std::string client_id;              ///< see kClientRunTag
  std::string store;                  ///< the address that it is meant for, without secrets
  std::string experiment;             ///< its name
  std::optional<std::string> run_id;  ///< of a run that there is already and that goes on
  std::string run_name;
  std::string user;
  std::int64_t start_time = 0;
};

/// All that a run has to tell a tracking store, in a file of the run folder: JSON, a line an event,
/// only ever appended to. What is in it survives the process, and is sent from there, now or later.
/// Threads may append and read at the same time.
class RunJournal {
 public:
  static constexpr const char* kFile = "tracking.jsonl";

  /// Begins one. Throws IoError.
  RunJournal(std::filesystem::path run_folder, const JournalHead& head);
  /// Goes on with one. A line that was cut by a crash is dropped. Throws IoError where there is
  /// none, DataError when its head is damaged.
  explicit RunJournal(std::filesystem::path run_folder);
  RunJournal(RunJournal&&) noexcept;
  ~RunJournal();

  const std::filesystem::path& run_folder() const { return run_folder_; }
  const JournalHead& head() const { return head_; }

  /// Does not wait for the disk, which may take long where much is written.
  void append(const JournalEvent& event) const;
  /// Waits until all that was appended is on the disk.
  void sync() const;
  /// The events from `offset` on, about `max_bytes` of them; 0 is the first. A damaged line is
  /// skipped with a warning.
  std::vector<JournalEvent> read(std::uint64_t offset,
                                 std::size_t max_bytes = std::size_t{1} << 20) const;
  /// In bytes.
  std::uint64_t size() const;

 private:
  struct Tail;  // where events are appended

  std::filesystem::path run_folder_, file_;
  JournalHead head_;
  std::uint64_t first_event_ = 0;
  std::unique_ptr<Tail> tail_;
};

/// Whether the folder is of a run that was tracked.
bool has_journal(const std::filesystem::path& run_folder);

/// Milliseconds since 1970.
std::int64_t now_ms();

}  // namespace petseg
