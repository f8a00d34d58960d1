#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "petseg/core/run_log.h"
#include "petseg/tracking/run_journal.h"
#include "petseg/tracking/tracking_settings.h"

namespace petseg {

class SystemMonitor;

/// What becomes of a run when its tracking store does not answer.
enum class TrackingMode {
  kOff,         ///< nothing is tracked
  kBestEffort,  ///< it goes on; what could not be sent waits in the run folder
  kStrict,      ///< it fails
};

/// Their names, in that order.
inline constexpr std::array<std::string_view, 3> kTrackingModes{"off", "best_effort", "strict"};
/// Of one of these names.
TrackingMode tracking_mode(std::string_view name);

/// A run log that sends everything to a tracking store. What it is told is written to the run's
/// journal, which costs the run about a millisecond an epoch; a thread delivers it from there, in
/// batches and in order, tries again as long as the store does not answer, and holds no more than a
/// few MB whatever is waiting. After finish(), what could not be delivered stays in the journal.
/// The machine's load is told as well, by another thread, as TrackingSettings say.
class TrackedRunLog : public RunLog {
 public:
  /// Begins a journal in `run_folder`. With kStrict, throws IoError when the store cannot be
  /// reached; ConfigError for settings that cannot be right in both modes.
  TrackedRunLog(const std::filesystem::path& run_folder, JournalHead head,
                const TrackingSettings& settings, TrackingMode mode);
  /// Goes on with the journal that is there, of a run that was interrupted. Epochs and steps that
  /// the journal has already come again and are left out.
  TrackedRunLog(const std::filesystem::path& run_folder, const TrackingSettings& settings,
                TrackingMode mode);
  ~TrackedRunLog() override;

  /// The model will be registered when it is among the run's artifacts. Throws ConfigError for a
  /// name or an alias that MLflow does not take.
  void register_model(const RegistrationEvent& registration);

  void parameter(std::string_view name, std::string_view value) override;
  void tag(std::string_view name, std::string_view value) override;
  void data_set(const RunData& data) override;
  void step(int step, const std::vector<Metric>& metrics) override;
  void epoch(int epoch, const std::vector<Metric>& metrics) override;
  bool keeps_images() const override { return true; }
  /// Both sizes go to images/ of the run folder, under the names by which MLflow's pages know
  /// pictures of a step; characters that it has no room for become "_".
  void image(std::string_view key, int epoch, const LoggedImage& image) override;
  void results(const std::vector<Metric>& metrics) override;
  void file(std::string_view name) override;
  /// Waits until all is delivered; not longer than some seconds for a store that does not answer.
  /// Says where the run is to be seen, or how to deliver it later. With kStrict, throws IoError
  /// when something could not be delivered.
  void finish(RunStatus status) override;

 private:
  class Sender;

  void recall(const JournalEvent& event);
  void start(const TrackingSettings& settings, TrackingMode mode);
  void add(std::int64_t step, const std::vector<Metric>& metrics);
  void add_note(const std::filesystem::path& markdown);
  void write();

  RunJournal journal_;
  JournalEvent waiting_;              ///< not yet in the journal
  std::mutex drawing_;                ///< guards `images_` and `has_images_`
  std::vector<JournalEvent> images_;  ///< not yet in the journal, either
  bool has_images_ = false;
  ModelEvent model_;
  std::optional<RegistrationEvent> registration_;
  // What an earlier process told.
  int last_epoch_ = 0, last_step_ = 0;
  std::int64_t last_sample_ = -1;                       ///< step of the system's metrics
  std::set<std::pair<std::string, int>> known_images_;  ///< key and epoch
  std::unique_ptr<Sender> sender_;
  std::unique_ptr<SystemMonitor> monitor_;
};

/// A head for a new run: its client id, user and time are made here.
JournalHead new_run_head(const TrackingSettings& settings, const std::string& experiment,
                         const std::string& run_name);

}  // namespace petseg
