#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "petseg/tracking/artifact_store.h"
#include "petseg/tracking/run_journal.h"
#include "petseg/tracking/tracking_store.h"

namespace petseg {

/// Sends a journal to a tracking store, from where an earlier delivery stopped. How far it came
/// stands in the run folder's kFile, for each store: a value is never lost, and not seen twice
/// either, since what is sent again after a lost answer has the same time and step.
class JournalDelivery {
 public:
  static constexpr const char* kFile = "tracking.json";

  JournalDelivery(const RunJournal& journal, const TrackingSettings& settings,
                  Patience patience = {});
  JournalDelivery(const JournalDelivery&) = delete;

  /// Sends all that there is. Throws IoError when the store cannot be reached; all that it took
  /// until then is remembered. What it refuses for good is told of and left out.
  void send();
  /// Whether `send()` has nothing left to do.
  bool is_complete() const { return delivered_ == journal_.size(); }
  /// The run in the store, once it is known there.
  const std::optional<RunInfo>& run() const { return run_; }
  std::string store_name() const { return store_->name(); }
  /// Where the run is to be seen, for people; empty before it is known.
  std::string address() const;

 private:
  void open_run();
  void send(const std::vector<JournalEvent>& events);
  void send(const JournalEvent& event);
  void send(RunBatch batch);
  void send_whole(RunBatch batch);
  void send_one_by_one(const RunBatch& batch);
  void send(const ModelEvent& model, RunBatch scores);
  void send(const ArtifactEvent& artifact);
  void send_model(const std::filesystem::path& folder, const ArtifactEvent& artifact);
  void send(const RegistrationEvent& registration);
  void drop_known_points(RunBatch& batch);
  void remember(std::uint64_t delivered);

  const RunJournal& journal_;
  TrackingSettings settings_;
  Patience patience_;
  std::unique_ptr<TrackingStore> store_;
  UploadNotes notes_;
  std::unique_ptr<ArtifactStore> artifacts_;
  std::optional<RunInfo> run_;
  std::optional<LoggedModel> model_;
  std::unique_ptr<ArtifactStore> model_files_;
  std::uint64_t delivered_ = 0;
  std::uint64_t uncertain_until_ = 0;  ///< what stands before it may have arrived already
  bool was_found_ = false;             ///< all may be there, from another journal of this run
};

}  // namespace petseg
