#include "data/made_photos.h"

#include <algorithm>

#include <fmt/format.h>

#include "petseg/core/parallel.h"
#include "petseg/core/rng.h"
#include "petseg/core/sha256.h"
#include "petseg/core/stop_signal.h"

#include "data/made_series.h"

namespace petseg {
namespace {

/// Where photos are made: all that carrying out an attempt needs.
struct Workshop {
  int seed;
  const EarlierDataSet& earlier;
  const AtomicFolder& folder;
};

/// `number`: of the random numbers' stream; `staged`: of the files.
std::optional<PreparedPhoto> carry_out(const Attempt& attempt, std::uint64_t number,
                                       std::size_t staged, const Workshop& at) {
  throw_if_stopped();
  PhotoRecord record = attempt.record;
  record.key = sha256(fmt::format("{} {} {}", record.key, at.seed, number));
  if (auto same = take_over_photo(attempt.name, record.key, staged, at.earlier, true, at.folder)) {
    same->record.categories = record.categories;
    same->record.origin = record.origin;
    return same;
  }
  Rng rng({static_cast<std::uint64_t>(at.seed), number});
  const auto made = attempt.make(rng);
  if (!made) return {};
  record.recipe = made->parameters;
  return stage_made_photo(attempt.name, made->photo.image, made->photo.mask, std::move(record),
                          staged, at.folder);
}

/// A series, and how far it has been tried.
struct Source {
  Series series;
  std::uint64_t number;  // of its first attempt
  std::size_t tried = 0;
};

/// The next photo of a series that works out.
std::optional<PreparedPhoto> next_photo(Source& source, std::size_t first_staged,
                                        const Workshop& at) {
  while (source.tried < source.series.attempts) {
    const std::size_t i = source.tried++;
    const std::uint64_t number = source.number + i;
    auto photo = carry_out(source.series.attempt(i), number, first_staged + number, at);
    if (photo) return photo;
  }
  return {};
}

/// Up to `wanted` photos: one of each series in turn, as long as any has more. Series are worked on
/// side by side, no more of them than photos are missing.
std::size_t take_photos(std::vector<Source>& sources, std::size_t wanted, std::size_t first_staged,
                        const Workshop& at, std::vector<PreparedPhoto>& made) {
  std::size_t got = 0;
  bool is_spent = false;
  while (got < wanted && !is_spent) {
    is_spent = true;
    for (std::size_t begin = 0; begin < sources.size() && got < wanted;) {
      const std::size_t batch = std::min(wanted - got, sources.size() - begin);
      std::vector<std::optional<PreparedPhoto>> photos(batch);
      parallel_for(batch, [&](std::size_t i) {
        photos[i] = next_photo(sources[begin + i], first_staged, at);
      });
      for (auto& photo : photos) {
        if (!photo) continue;
        made.push_back(std::move(*photo));
        ++got;
        is_spent = false;
      }
      begin += batch;
    }
  }
  return got;
}

/// Makes the photos that a category wants. Returns how many numbers its files may have.
std::size_t fill(const CategoryRule& rule, std::size_t wanted, std::size_t first_staged,
                 const Animals& animals, const Workshop& at, std::vector<PreparedPhoto>& made) {
  std::uint64_t number = 0;
  std::vector<std::vector<Source>> lists;
  for (auto& planned : plan_series(rule, animals)) {
    auto& sources = lists.emplace_back();
    for (Series& series : planned) {
      number += series.attempts;
      sources.push_back({std::move(series), number - series.attempts});
    }
  }
  for (std::size_t i = 0; i < lists.size(); ++i) {
    wanted -= take_photos(lists[i], wanted / (lists.size() - i), first_staged, at, made);
  }
  for (auto& list : lists) wanted -= take_photos(list, wanted, first_staged, at, made);
  return number;
}

}  // namespace

std::vector<std::size_t> count_missing(const std::vector<PreparedPhoto>& photos,
                                       const std::vector<CategoryRule>& rules) {
  std::vector<std::size_t> missing;
  for (const CategoryRule& rule : rules) {
    const auto has = static_cast<std::size_t>(std::ranges::count_if(photos, [&](const auto& photo) {
      return std::ranges::find(photo.record.categories, rule.name) != photo.record.categories.end();
    }));
    const auto wanted = static_cast<std::size_t>(rule.photos);
    missing.push_back(rule.fill.empty() || has >= wanted ? 0 : wanted - has);
  }
  return missing;
}

std::vector<PreparedPhoto> make_photos(const std::vector<PreparedPhoto>& photos,
                                       const std::vector<CategoryRule>& rules, int seed,
                                       const EarlierDataSet& earlier, const AtomicFolder& folder) {
  const auto missing = count_missing(photos, rules);
  const Animals animals(photos, seed, folder);
  std::vector<PreparedPhoto> made;
  std::size_t first_staged = photos.size();
  for (std::size_t r = 0; r < rules.size(); ++r) {
    if (missing[r] == 0) continue;
    first_staged +=
        fill(rules[r], missing[r], first_staged, animals, {seed, earlier, folder}, made);
  }
  return made;
}

}  // namespace petseg
