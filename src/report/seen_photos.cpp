#include "petseg/report/seen_photos.h"

#include <algorithm>
#include <array>
#include <sstream>

#include <fmt/format.h>

#include "petseg/core/did_you_mean.h"
#include "petseg/core/error.h"

namespace petseg {
namespace {

constexpr std::array<std::string_view, 4> kNames{"unknown", "never", "trained", "validated"};

void add_hashes(const PhotoRecord& photo, std::set<std::string>& hashes) {
  hashes.insert(photo.sha256);
  if (!photo.raw_sha256.empty()) hashes.insert(photo.raw_sha256);
}

bool holds(const std::set<std::string>& hashes, const PhotoRecord& photo) {
  return hashes.contains(photo.sha256) ||
         (!photo.raw_sha256.empty() && hashes.contains(photo.raw_sha256));
}

/// What has to be said of a photo that was made from both.
Seen worse(Seen one, Seen other) {
  constexpr std::array kWorstFirst{Seen::kTrained, Seen::kValidated, Seen::kUnknown, Seen::kNever};
  return *std::ranges::find_if(kWorstFirst,
                               [&](Seen seen) { return seen == one || seen == other; });
}

}  // namespace

std::string_view seen_name(Seen seen) { return kNames[static_cast<std::size_t>(seen)]; }

Seen seen_from_name(std::string_view name, const std::string& where) {
  const auto found = std::ranges::find(kNames, name);
  if (found == kNames.end()) {
    throw DataError(fmt::format("{}: seen: \"{}\", expected {}", where, name, quoted_list(kNames)));
  }
  return static_cast<Seen>(found - kNames.begin());
}

void SeenPhotos::add(const SeenPhotos& earlier) {
  trained.insert(earlier.trained.begin(), earlier.trained.end());
  validated.insert(earlier.validated.begin(), earlier.validated.end());
  is_complete = is_complete && earlier.is_complete;
}

Seen SeenPhotos::look_up(const PhotoRecord& photo) const {
  if (holds(trained, photo)) return Seen::kTrained;
  if (holds(validated, photo)) return Seen::kValidated;
  return is_complete ? Seen::kNever : Seen::kUnknown;
}

SeenPhotos seen_photos(const DataSet& data) {
  SeenPhotos seen{.is_complete = true};
  for (const PhotoRecord& photo : data.photos) {
    if (photo.split == Split::kTrain) add_hashes(photo, seen.trained);
    if (photo.split == Split::kValid) add_hashes(photo, seen.validated);
  }
  return seen;
}

Seen look_up(const SeenPhotos& seen, const PhotoRecord& photo, const DataSet& data) {
  if (photo.made.empty()) return seen.look_up(photo);
  std::istringstream origins(photo.origin);
  std::string origin;
  Seen worst = Seen::kNever;
  while (std::getline(origins, origin, '+')) {
    const auto from = std::ranges::find_if(data.photos, [&](const PhotoRecord& other) {
      return other.made.empty() && other.origin == origin;
    });
    worst = worse(worst, from == data.photos.end() ? Seen::kUnknown : seen.look_up(*from));
  }
  return worst;
}

}  // namespace petseg
