#include "petseg/tracking/tracked_run_log.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <mutex>
#include <thread>

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/log.h"
#include "petseg/core/random_id.h"
#include "petseg/core/system_metrics.h"
#include "petseg/tracking/journal_delivery.h"

#include "tracking/dataset_input.h"
#include "tracking/file_uri.h"
#include "tracking/git_commit.h"
#include "tracking/logged_model.h"
#include "tracking/model_registry.h"
#include "tracking/step_image.h"
#include "tracking/system_monitor.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

/// Per-step metrics that wait for the journal.
constexpr std::size_t kPointsPerEvent = 200;
/// With which the keys of steps begin.
constexpr std::string_view kStepPrefix = "step/";

TrackedStatus tracked(RunStatus status) {
  switch (status) {
    case RunStatus::kFailed: return TrackedStatus::kFailed;
    case RunStatus::kStopped: return TrackedStatus::kKilled;
    case RunStatus::kFinished: break;
  }
  return TrackedStatus::kFinished;
}

std::string user_name() {
  const passwd* const user = ::getpwuid(::geteuid());
  return user != nullptr ? user->pw_name : "unknown";
}

/// A relative folder is another one after a change of folders.
std::string lasting_address(const TrackingSettings& settings) {
  if (settings.is_remote()) return settings.uri;
  const auto folder = path_of_uri(settings.uri);
  return folder ? file_uri(fs::absolute(*folder)) : settings.uri;
}

}  // namespace

/// The thread that delivers a journal.
class TrackedRunLog::Sender {
 public:
  Sender(const RunJournal& journal, const TrackingSettings& settings, TrackingMode mode)
      : is_strict_(mode == TrackingMode::kStrict),
        delivery_(journal, settings,
                  {.pause = [this](milliseconds duration) { return pause(duration); },
                   .is_cancelled = [this] { return is_cancelled_.load(); }}) {
    if (is_strict_) delivery_.send();
    thread_ = std::thread([this] { run(); });
  }

  ~Sender() { stop(); }

  void wake() { changed_.notify_one(); }

  /// Whether all was delivered.
  bool finish() {
    {
      const std::scoped_lock hold(lock_);
      give_up_at_ = Clock::now() + kGrace;
    }
    changed_.notify_one();
    if (thread_.joinable()) thread_.join();
    return delivery_.is_complete();
  }

  const JournalDelivery& delivery() const { return delivery_; }
  const std::string& failure() const { return failure_; }
  bool is_strict() const { return is_strict_; }

 private:
  /// How long a finished run waits for a store that does not answer.
  static constexpr std::chrono::seconds kGrace{10};
  static constexpr std::chrono::seconds kLongestPause{60};
  static constexpr std::chrono::seconds kInterval{2};

  bool has_given_up() const { return give_up_at_ && Clock::now() >= *give_up_at_; }

  /// Between attempts; until the run is finished and has waited long enough.
  bool pause(milliseconds duration) {
    const auto end = Clock::now() + duration;
    std::unique_lock hold(lock_);
    while (!has_given_up() && !is_cancelled_ && Clock::now() < end) {
      auto until = end;
      if (give_up_at_) until = std::min(until, *give_up_at_);
      changed_.wait_until(hold, until);
    }
    return !has_given_up() && !is_cancelled_;
  }

  void run() {
    milliseconds wait{1000};
    while (!is_cancelled_) {
      try {
        delivery_.send();
        failure_.clear();
        wait = milliseconds(1000);
        if (!wait_for_more()) return;
      } catch (const std::exception& error) {
        if (failure_.empty()) log().warn("[tracking] {}; it is tried again", error.what());
        failure_ = error.what();
        if (!pause(wait)) return;
        wait = std::min<milliseconds>(2 * wait, kLongestPause);
      }
    }
  }

  /// False when nothing will come any more.
  bool wait_for_more() {
    std::unique_lock hold(lock_);
    while (delivery_.is_complete()) {
      if (give_up_at_ || is_cancelled_) return false;
      changed_.wait_for(hold, kInterval);
    }
    return true;
  }

  void stop() {
    is_cancelled_ = true;
    changed_.notify_one();
    if (thread_.joinable()) thread_.join();
  }

  bool is_strict_;
  JournalDelivery delivery_;  // the thread's own, while that runs
  std::string failure_;       // likewise
  std::mutex lock_;           // guards `give_up_at_`
  std::condition_variable changed_;
  std::optional<Clock::time_point> give_up_at_;
  std::atomic<bool> is_cancelled_ = false;
  std::thread thread_;
};

TrackingMode tracking_mode(std::string_view name) {
  const auto* const found = std::ranges::find(kTrackingModes, name);
  return static_cast<TrackingMode>(found - kTrackingModes.begin());
}

JournalHead new_run_head(const TrackingSettings& settings, const std::string& experiment,
                         const std::string& run_name) {
  return {.client_id = random_id(),
          .store = lasting_address(settings),
          .experiment = settings.experiment.value_or(experiment),
          .run_id = settings.run_id,
          .run_name = run_name,
          .user = user_name(),
          .start_time = now_ms()};
}

TrackedRunLog::TrackedRunLog(const fs::path& run_folder, JournalHead head,
                             const TrackingSettings& settings, TrackingMode mode)
    : journal_(run_folder, head) {
  tag("mlflow.source.name", "petseg");
  tag("mlflow.source.type", "LOCAL");
  if (const auto commit = git_commit(fs::current_path())) tag("mlflow.source.git.commit", *commit);
  start(settings, mode);
}

TrackedRunLog::TrackedRunLog(const fs::path& run_folder, const TrackingSettings& settings,
                             TrackingMode mode)
    : journal_(run_folder) {
  for (std::uint64_t at = 0; at < journal_.size();) {
    const auto events = journal_.read(at);
    if (events.empty()) break;
    for (const JournalEvent& event : events) recall(event);
    at = events.back().end;
  }
  journal_.append({.status = StatusEvent{TrackedStatus::kRunning, now_ms()}});
  start(settings, mode);
}

void TrackedRunLog::start(const TrackingSettings& settings, TrackingMode mode) {
  sender_ = std::make_unique<Sender>(journal_, settings, mode);
  if (!settings.system_metrics) return;
  const auto metrics = std::make_shared<SystemMetrics>();
  monitor_ = std::make_unique<SystemMonitor>(journal_, settings, last_sample_ + 1,
                                             [metrics] { return metrics->read(); });
}

TrackedRunLog::~TrackedRunLog() = default;

/// What is in the journal already is not told again.
void TrackedRunLog::recall(const JournalEvent& event) {
  for (const MetricPoint& point : event.batch.metrics) {
    if (point.key.starts_with(kSystemPrefix)) {
      last_sample_ = std::max(last_sample_, point.step);
      continue;
    }
    int& last = point.key.starts_with(kStepPrefix) ? last_step_ : last_epoch_;
    last = std::max(last, static_cast<int>(point.step));
  }
  if (!event.artifact) return;
  if (const auto image = step_image_of(event.artifact->file)) {
    known_images_.emplace(image->key, image->step);
  }
}

void TrackedRunLog::register_model(const RegistrationEvent& registration) {
  check_model_name(registration.name);
  if (!registration.alias.empty()) check_alias(registration.alias);
  registration_ = registration;
}

void TrackedRunLog::parameter(std::string_view name, std::string_view value) {
  waiting_.batch.params.push_back({std::string(name), std::string(value)});
  if (is_model_param(name)) model_.params.push_back(waiting_.batch.params.back());
}

void TrackedRunLog::tag(std::string_view name, std::string_view value) {
  waiting_.batch.tags.push_back({std::string(name), std::string(value)});
}

void TrackedRunLog::data_set(const RunData& data) {
  write();
  for (const DataSplit& split : data.splits) {
    journal_.append({.dataset = dataset_input(data.folder, split)});
  }
}

void TrackedRunLog::step(int step, const std::vector<Metric>& metrics) {
  if (step <= last_step_) return;
  add(step, metrics);
  if (waiting_.batch.metrics.size() >= kPointsPerEvent) write();
}

void TrackedRunLog::epoch(int epoch, const std::vector<Metric>& metrics) {
  if (epoch > last_epoch_) add(epoch, metrics);
  write();
}

void TrackedRunLog::image(std::string_view key, int epoch, const LoggedImage& image) {
  const StepImage shown{image_key(key), epoch};
  if (known_images_.contains({shown.key, shown.step})) return;
  const std::string name = step_image_name(shown, now_ms(), random_id());
  const std::array<std::pair<std::string, const std::string*>, 2> files{
      {{name + ".png", &image.png}, {name + "+compressed.png", &image.preview}}};
  for (const auto& [file, bytes] : files) {
    write_file(journal_.run_folder() / file, *bytes, Flush::kLater);
  }

  const std::scoped_lock hold(drawing_);
  if (!std::exchange(has_images_, true)) {
    images_.push_back({.batch = {.tags = {{"mlflow.loggedImages", "True"}}}});
  }
  for (const auto& [file, bytes] : files)
    images_.push_back({.artifact = ArtifactEvent{file, file}});
}

void TrackedRunLog::results(const std::vector<Metric>& metrics) {
  write();
  std::error_code unknown;
  if (fs::exists(journal_.run_folder() / kModelArtifact, unknown)) waiting_.model = model_;
  add(0, metrics);
  write();
}

void TrackedRunLog::file(std::string_view name) {
  write();
  const std::string file(name);
  journal_.append({.artifact = ArtifactEvent{file, artifact_path(file)}});
  if (name == kModelArtifact && registration_) {
    journal_.append({.registration = std::exchange(registration_, std::nullopt)});
  }
  if (name == "report") add_note(journal_.run_folder() / "report" / "report.md");
  sender_->wake();
}

/// What MLflow shows as the run's description.
void TrackedRunLog::add_note(const fs::path& markdown) {
  constexpr std::size_t kLongest = 5000;  // of a tag, on any server
  if (!fs::exists(markdown)) return;
  std::string text = read_file(markdown);
  if (text.size() > kLongest) text.resize(text.rfind('\n', kLongest));
  tag("mlflow.note.content", text);
  write();
}

void TrackedRunLog::finish(RunStatus status) {
  monitor_.reset();
  write();
  journal_.append({.status = StatusEvent{tracked(status), now_ms()}});
  journal_.sync();
  const bool is_delivered = sender_->finish();
  const JournalDelivery& delivery = sender_->delivery();
  if (is_delivered) {
    log().info("[tracking] {}", delivery.address());
    return;
  }
  const std::string message =
      fmt::format("not all of the run could be delivered to {}: {}; petseg sync {} delivers it",
                  delivery.store_name(), sender_->failure(), journal_.run_folder().string());
  if (sender_->is_strict() && status == RunStatus::kFinished) throw IoError(message);
  log().warn("[tracking] {}", message);
}

/// A metric without a value says nothing of the run, and a store would show it as a number.
void TrackedRunLog::add(std::int64_t step, const std::vector<Metric>& metrics) {
  const std::int64_t time = now_ms();
  for (const auto& [name, value] : metrics) {
    if (std::isnan(value)) continue;
    waiting_.batch.metrics.push_back(
        {.key = name, .value = value, .timestamp = time, .step = step});
  }
}

void TrackedRunLog::write() {
  std::vector<JournalEvent> images;
  {
    const std::scoped_lock hold(drawing_);
    images = std::exchange(images_, {});
  }
  if (waiting_.batch.empty() && images.empty()) return;
  if (!waiting_.batch.empty()) journal_.append(std::exchange(waiting_, {}));
  for (const JournalEvent& image : images) journal_.append(image);
  sender_->wake();
}

}  // namespace petseg
