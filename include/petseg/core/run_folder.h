#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "petseg/core/run_log.h"

namespace petseg {

/// `<parent>/<name>`, or `<name>-2`, `-3`, … when that is taken; the folder is made.
std::filesystem::path make_run_folder(const std::filesystem::path& parent, const std::string& name);

/// The same for an exact path, which must be absent or empty. Throws ConfigError when it is not.
void claim_run_folder(const std::filesystem::path& folder);

/// What the provenance.json of a run folder says.
struct RunRecord {
  std::string status;  ///< running, finished, failed or stopped
  std::filesystem::path data_folder;
  std::string data_digest;
  std::map<std::string, std::string> tags;
};

/// Throws IoError when `folder` is no run folder, DataError when its provenance.json is damaged.
RunRecord read_run_record(const std::filesystem::path& folder);

/// The run log that each run has: `provenance.json` (tags, the data set, the status; rewritten
/// whole) and `metrics.jsonl` (one line an epoch) in the run folder. Parameters stand in its
/// setup.json, results in its report/ and files are there already: nothing is left to do for those.
class RunFolderLog : public RunLog {
 public:
  explicit RunFolderLog(std::filesystem::path folder);
  /// Goes on in a folder of a run that was interrupted: epochs after `epochs` are forgotten, since
  /// they will come again.
  RunFolderLog(std::filesystem::path folder, int epochs);

  void parameter(std::string_view, std::string_view) override {}
  void tag(std::string_view name, std::string_view value) override;
  void data_set(const RunData& data) override;
  void step(int, const std::vector<Metric>&) override {}
  void epoch(int epoch, const std::vector<Metric>& metrics) override;
  void results(const std::vector<Metric>&) override {}
  void file(std::string_view) override {}
  void finish(RunStatus status) override;

 private:
  void write() const;

  std::filesystem::path folder_;
  std::string status_ = "running";
  std::map<std::string, std::string, std::less<>> tags_;
  std::map<std::string, std::string, std::less<>> data_;
};

}  // namespace petseg
