#include "data/photo_collection.h"

#include <algorithm>
#include <mutex>
#include <numeric>
#include <set>

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/core/parallel.h"
#include "petseg/core/progress.h"
#include "petseg/core/rng.h"
#include "petseg/core/stop_signal.h"

#include "data/data_set_lists.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

/// Photos that the page shows, beside the debugging set: as many as one looks at.
constexpr std::size_t kShownPhotos = 1000;

/// A photo of a source and what became of it.
struct Item {
  const SourceInput* source;
  const RawPhoto* raw;
  std::string name;  // unique in the data set
  PreparedPhoto prepared;
  std::string rejection;  // why it cannot be used
};

/// The photos of all sources. Where two have the same name, later ones get their source's before
/// it.
std::vector<Item> list_items(const std::vector<SourceInput>& sources) {
  std::vector<Item> items;
  std::set<std::string> names;
  for (const SourceInput& source : sources) {
    for (const RawPhoto& photo : source.raw.photos) {
      std::string name = photo.name;
      while (!names.insert(name).second) name = source.name + "-" + name;
      items.push_back({&source, &photo, std::move(name), {}, ""});
    }
  }
  return items;
}

/// Which photos the page may show: the same for the same names, seed and number.
std::vector<bool> choose_shown(std::size_t count, int seed) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  Rng rng({static_cast<std::uint64_t>(seed), /*stream=*/0x9a9e});
  rng.shuffle(order);
  std::vector<bool> shown(count);
  for (std::size_t i = 0; i < std::min(count, kShownPhotos); ++i) shown[order[i]] = true;
  return shown;
}

/// The reason without the file's name where it begins with it: rejected.jsonl has a field for that.
std::string reason_for(const std::string& file, const std::string& message) {
  const std::string prefix = file + ": ";
  return message.starts_with(prefix) ? message.substr(prefix.size()) : message;
}

void prepare_all(std::vector<Item>& items, const BuildOptions& options,
                 const EarlierDataSet& earlier, const AtomicFolder& folder) {
  const PreparationOptions how{options.size, options.max_pixels};
  std::vector<bool> shown(items.size());  // a dry run has no page
  if (!options.dry_run) shown = choose_shown(items.size(), options.split.seed);
  std::size_t done = 0;
  ProgressLine progress;
  std::mutex lock;  // guards `done` and `progress`
  parallel_for(items.size(), [&](std::size_t i) {
    throw_if_stopped();
    Item& item = items[i];
    try {
      item.prepared = prepare_photo(item.source->raw, *item.raw, i, how, earlier, shown[i], folder);
      item.prepared.name = item.name;
      item.prepared.record.source = item.source->name;
      item.prepared.official = item.raw->official;
      item.prepared.use = item.source->use;
    } catch (const Error& error) {
      item.rejection = reason_for(item.raw->image, error.what());
    }
    const std::scoped_lock hold(lock);
    progress.show(fmt::format("[data] {} of {} photos", ++done, items.size()));
  });
}

std::vector<Rejection> collect_rejected(const std::vector<SourceInput>& sources,
                                        const std::vector<Item>& items) {
  std::vector<Rejection> rejected;
  for (const SourceInput& source : sources) {
    const auto first = static_cast<std::ptrdiff_t>(rejected.size());
    for (const RejectedFile& file : source.raw.rejected) rejected.push_back({source.name, file});
    for (const Item& item : items) {
      if (item.source != &source || item.rejection.empty()) continue;
      rejected.push_back({source.name, {item.raw->image, item.rejection}});
    }
    std::ranges::stable_sort(rejected.begin() + first, rejected.end(), {},
                             [](const Rejection& r) { return r.file.file; });
  }
  return rejected;
}

/// Throws when a source is not what it was taken for.
void check_rejected(const SourceInput& source, const std::vector<Rejection>& rejected,
                    const BuildOptions& options) {
  const auto is_own = [&](const Rejection& r) { return r.source == source.name; };
  const auto count = std::ranges::count_if(rejected, is_own);
  const std::size_t all = source.raw.photos.size() + source.raw.rejected.size();
  const double allowed = options.max_rejected * static_cast<double>(all);
  if (count == 0 || static_cast<double>(count) <= allowed) return;

  const RejectedFile& first = std::ranges::find_if(rejected, is_own)->file;
  std::string list;
  if (!options.dry_run) {
    const fs::path path = rejected_path(options.out);
    write_file(path, rejected_lines(rejected));
    list = "; all: " + path.string();
  }
  throw DataError(fmt::format(
      "{}: {} of {} photos cannot be used, more than the {:.3g} % that --max_rejected allows; the "
      "first: {}: {}{}",
      source.raw.folder.string(), count, all, 100 * options.max_rejected, first.file, first.reason,
      list));
}

}  // namespace

PhotoCollection collect_photos(const std::vector<SourceInput>& sources, const BuildOptions& options,
                               const EarlierDataSet& earlier, const AtomicFolder& folder) {
  std::vector<Item> items = list_items(sources);
  prepare_all(items, options, earlier, folder);
  PhotoCollection collection;
  collection.rejected = collect_rejected(sources, items);
  for (const SourceInput& source : sources) check_rejected(source, collection.rejected, options);
  for (Item& item : items) {
    if (item.rejection.empty()) collection.photos.push_back(std::move(item.prepared));
  }
  if (collection.photos.empty()) throw DataError("the sources hold no photo that can be used");
  return collection;
}

}  // namespace petseg
