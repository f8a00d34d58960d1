#include "petseg/data/data_set_builder.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/log.h"
#include "petseg/core/parallel.h"
#include "petseg/core/progress.h"
#include "petseg/core/stop_signal.h"

#include "data/cats_and_dogs.h"
#include "data/manifest_json.h"
#include "data/photo_writer.h"
#include "data/summary.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

void check_target(const fs::path& out, const fs::path& raw) {
  check_replaceable(out, "--out", "a data set", {kManifestFile, kSummaryFile});
  if (!fs::exists(out)) return;
  const auto inside = fs::relative(raw, out);
  if (!inside.empty() && *inside.begin() != "..") {
    throw ConfigError(fmt::format("--out {}: holds the raw photos {}; name another folder",
                                  out.string(), raw.string()));
  }
}

/// What became of one raw photo.
struct Outcome {
  std::optional<WrittenPhoto> written;
  std::string rejection;      // why it cannot be used
  bool is_unplanned = false;  // it can, but the plan does not say where it belongs
};

PhotoRecord planned_record(const RawPhoto& photo, Split split) {
  PhotoRecord record;
  record.species = photo.species.value_or(Species::kCat);
  record.breed = photo.breed;
  record.split = split;
  if (split == Split::kDebugging)
    record.category = record.species == Species::kCat ? "cats" : "dogs";
  record.origin = fs::path(photo.image).filename().string();
  return record;
}

Outcome process(const RawSource& source, const RawPhoto& photo, const SplitPlan& plan, int size,
                const fs::path& folder) {
  PreparedPhoto prepared;
  try {
    prepared = read_raw_photo(source, photo, size);
  } catch (const Error& error) {
    return {{}, error.what(), false};
  }
  const auto split = plan.find(photo.name);
  if (split == plan.end()) return {{}, "", true};
  return {write_photo(folder, photo.name, prepared, planned_record(photo, split->second)), "",
          false};
}

std::vector<Outcome> process_all(const RawSource& source, const SplitPlan& plan, int size,
                                 const fs::path& folder) {
  std::vector<Outcome> outcomes(source.photos.size());
  std::size_t done = 0;
  ProgressLine progress;
  std::mutex lock;  // guards `done` and `progress`
  parallel_for(outcomes.size(), [&](std::size_t i) {
    throw_if_stopped();
    outcomes[i] = process(source, source.photos[i], plan, size, folder);
    const std::scoped_lock hold(lock);
    progress.show(fmt::format("[data] {} of {} photos", ++done, outcomes.size()));
  });
  return outcomes;
}

/// The reason without the file's name where it begins with it: rejected.jsonl has a field for that.
std::string reason_for(const std::string& file, const std::string& message) {
  const std::string prefix = file + ": ";
  return message.starts_with(prefix) ? message.substr(prefix.size()) : message;
}

std::vector<RejectedFile> collect_rejected(const RawSource& source,
                                           const std::vector<Outcome>& outcomes) {
  std::vector<RejectedFile> rejected = source.rejected;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (outcomes[i].rejection.empty()) continue;
    const std::string file = source.photos[i].image;
    rejected.push_back({file, reason_for(file, outcomes[i].rejection)});
  }
  std::sort(rejected.begin(), rejected.end(),
            [](const RejectedFile& a, const RejectedFile& b) { return a.file < b.file; });
  return rejected;
}

void check_planned(const RawSource& source, const std::vector<Outcome>& outcomes) {
  std::vector<std::string> unplanned;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (outcomes[i].is_unplanned) unplanned.push_back(source.photos[i].name);
  }
  if (unplanned.empty()) return;
  const std::size_t count = unplanned.size();
  unplanned.resize(std::min<std::size_t>(count, 5));
  throw ConfigError(fmt::format("--split_file: {} photos are in no split: {}{}; add them to one",
                                count, fmt::join(unplanned, ", "), count > 5 ? " …" : ""));
}

void warn_if_many(const std::vector<RejectedFile>& rejected, std::size_t photos) {
  if (rejected.size() <= 3 || rejected.size() * 20 <= photos + rejected.size()) return;
  log().warn("[data] {} of {} photos rejected, the first: {}: {}; see {}", rejected.size(),
             photos + rejected.size(), rejected.front().file, rejected.front().reason,
             kRejectedFile);
}

/// Train, valid, test, then the debugging categories; by name within each.
void sort_photos(std::vector<WrittenPhoto>& photos) {
  std::sort(photos.begin(), photos.end(), [](const WrittenPhoto& a, const WrittenPhoto& b) {
    return std::tie(a.record.split, a.record.image) < std::tie(b.record.split, b.record.image);
  });
}

void write_lists(const fs::path& folder, const std::vector<WrittenPhoto>& photos,
                 const std::vector<RejectedFile>& rejected, const Json& summary) {
  std::string lines;
  for (const WrittenPhoto& photo : photos) lines += to_json(photo.record).dump() + "\n";
  write_file(folder / kManifestFile, lines);
  lines.clear();
  for (const RejectedFile& file : rejected) {
    const Json line = {{"file", file.file}, {"reason", file.reason}};
    lines += line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  }
  write_file(folder / kRejectedFile, lines);
  write_file(folder / kSummaryFile, summary.dump(2) + "\n");
}

}  // namespace

BuiltDataSet build_data_set(const RawSource& source, const SplitPlan& plan,
                            const BuildOptions& options) {
  check_target(options.out, source.folder);
  AtomicFolder folder(options.out);
  auto outcomes = process_all(source, plan, options.size, folder.path());
  check_planned(source, outcomes);

  const std::vector<RejectedFile> rejected = collect_rejected(source, outcomes);
  std::vector<WrittenPhoto> photos;
  for (Outcome& outcome : outcomes) {
    if (outcome.written) photos.push_back(std::move(*outcome.written));
  }
  if (photos.empty()) {
    throw DataError(fmt::format("{}: none of its {} photos can be used; the first: {}: {}",
                                source.folder.string(), rejected.size(), rejected.front().file,
                                rejected.front().reason));
  }
  warn_if_many(rejected, photos.size());

  for (WrittenPhoto& composite : write_cats_and_dogs(folder.path(), photos, options.seed)) {
    photos.push_back(std::move(composite));
  }
  sort_photos(photos);
  write_lists(folder.path(), photos, rejected, summarize(photos, source, options, rejected.size()));
  folder.commit();
  return {read_data_set(options.out), rejected};
}

}  // namespace petseg
