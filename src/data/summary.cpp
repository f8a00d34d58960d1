#include "data/summary.h"

#include <algorithm>
#include <map>
#include <numeric>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "petseg/core/classes.h"
#include "petseg/core/sha256.h"

#include "data/manifest_json.h"

namespace petseg {
namespace {

/// How many photos have each value of a property; empty values do not count.
template <class Property>
Json count_by(const std::vector<WrittenPhoto>& photos, const Property& property) {
  std::map<std::string, int> counts;
  for (const WrittenPhoto& photo : photos) {
    const std::string value{property(photo.record)};
    if (!value.empty()) ++counts[value];
  }
  return counts;
}

/// Composites have no breed of their own.
std::string breed_if_single(const PhotoRecord& record) {
  return record.species == Species::kBoth ? "" : record.breed;
}

Json class_shares(const std::vector<WrittenPhoto>& photos) {
  std::array<double, kNumClasses> pixels{};
  for (const WrittenPhoto& photo : photos) {
    for (std::size_t c = 0; c < pixels.size(); ++c) {
      pixels[c] += static_cast<double>(photo.class_pixels[c]);
    }
  }
  const double total = std::accumulate(pixels.begin(), pixels.end(), 0.0);
  Json shares = Json::object();
  for (std::size_t c = 0; c < pixels.size(); ++c) {
    shares[std::string(kClassNames[c])] = pixels[c] / total;
  }
  return shares;
}

}  // namespace

std::string content_digest(const std::vector<WrittenPhoto>& photos) {
  std::vector<std::string> lines;
  for (const WrittenPhoto& photo : photos) {
    const PhotoRecord& record = photo.record;
    lines.push_back(fmt::format("{} {} {} {}\n", record.sha256, record.mask_sha256,
                                split_name(record.split), record.category));
  }
  std::sort(lines.begin(), lines.end());
  return sha256(fmt::format("{}", fmt::join(lines, "")));
}

Json summarize(const std::vector<WrittenPhoto>& photos, const RawSource& source,
               const BuildOptions& options, std::size_t rejected) {
  const SplitRatios& ratios = options.ratios;
  return {{"schema", kDataSetSchema},
          {"source", source.kind},
          {"seed", options.seed},
          {"split_ratios",
           {{"train", ratios.train},
            {"valid", ratios.valid},
            {"test", ratios.test},
            {"debugging", ratios.debugging}}},
          {"size", options.size},
          {"photos", photos.size()},
          {"rejected", rejected},
          {"by_split", count_by(photos, [](const auto& r) { return split_name(r.split); })},
          {"by_species", count_by(photos, [](const auto& r) { return species_name(r.species); })},
          {"by_breed", count_by(photos, breed_if_single)},
          {"by_category", count_by(photos, [](const auto& r) { return r.category; })},
          {"class_pixels", class_shares(photos)},
          {"digest", content_digest(photos)}};
}

}  // namespace petseg
