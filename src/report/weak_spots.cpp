#include "petseg/report/weak_spots.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "petseg/metrics/segmentation_metrics.h"

#include "report/distributions.h"
#include "report/origin_halves.h"
#include "report/rule_search.h"

namespace petseg {
namespace {

/// In the half that confirms; raw photos, so that a test's variance means something.
constexpr int kLeastClusters = 5;

struct Sample {
  const PhotoRecord* photo;
  double score;
  std::size_t index;
};

/// Those with a score.
std::vector<Sample> samples_of(const std::vector<ScoredPhoto>& photos) {
  std::vector<Sample> samples;
  for (std::size_t i = 0; i < photos.size(); ++i) {
    const Measure miou = segmentation_metrics(photos[i].score).miou;
    if (miou) samples.push_back({&photos[i].record, *miou, i});
  }
  return samples;
}

std::vector<Rule> rules_of(const std::vector<Sample>& half) {
  std::vector<const PhotoRecord*> photos;
  std::vector<double> scores;
  for (const Sample& sample : half) {
    photos.push_back(sample.photo);
    scores.push_back(sample.score);
  }
  return search_rules(std::move(photos), std::move(scores));
}

/// The raw photo of the animal: of a composite, the one that was pasted.
std::string cluster_of(const Sample& sample) {
  const auto raws = raw_photos_of(sample.photo->origin);
  return raws.empty() ? sample.photo->image : std::string(raws.front());
}

double mean_score(const std::vector<Sample>& samples) {
  double sum = 0;
  for (const Sample& sample : samples) sum += sample.score;
  return samples.empty() ? 0 : sum / static_cast<double>(samples.size());
}

/// Of the mean inside being below the one outside by chance. What photos of a cluster add to the
/// difference is added up before it is squared, since they go up and down together.
double p_value_of(const std::vector<Sample>& inside, const std::vector<Sample>& outside) {
  std::map<std::string, double> parts;
  const auto add = [&](const std::vector<Sample>& samples, double sign) {
    const double mean = mean_score(samples);
    for (const Sample& sample : samples) {
      parts[cluster_of(sample)] +=
          sign * (sample.score - mean) / static_cast<double>(samples.size());
    }
  };
  add(inside, 1);
  const auto clusters = static_cast<double>(parts.size());
  if (clusters < kLeastClusters || outside.empty()) return 1;
  add(outside, -1);
  double variance = 0;
  for (const auto& [cluster, part] : parts) variance += part * part;
  variance *= clusters / (clusters - 1);
  const double difference = mean_score(inside) - mean_score(outside);
  if (variance == 0) return difference < 0 ? 0 : 1;
  return student_cdf(difference / std::sqrt(variance), clusters - 1);
}

/// Moves those that the rule holds for out of `samples`.
std::vector<Sample> take(std::vector<Sample>& samples, const Rule& rule) {
  const auto rest =
      std::stable_partition(samples.begin(), samples.end(),
                            [&](const Sample& sample) { return !holds(rule, *sample.photo); });
  std::vector<Sample> taken(rest, samples.end());
  samples.erase(rest, samples.end());
  return taken;
}

/// Each rule without the photos of those before it, as it was searched.
std::vector<WeakSpot> test_rules(const std::vector<Rule>& rules, std::vector<Sample> half) {
  std::vector<WeakSpot> spots;
  for (const Rule& rule : rules) {
    const std::vector<Sample> inside = take(half, rule);
    spots.push_back({.conditions = rule,
                     .inside = mean_score(inside),
                     .outside = mean_score(half),
                     .confirmed = static_cast<int>(inside.size()),
                     .p_value = p_value_of(inside, half)});
  }
  return spots;
}

/// Holm, "A Simple Sequentially Rejective Multiple Test Procedure", 1979.
void correct_p_values(std::vector<WeakSpot>& spots) {
  std::vector<WeakSpot*> order;
  for (WeakSpot& spot : spots) order.push_back(&spot);
  std::ranges::stable_sort(order, {}, &WeakSpot::p_value);
  double largest = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const double corrected = static_cast<double>(order.size() - i) * order[i]->p_value;
    largest = std::max(largest, std::min(1.0, corrected));
    order[i]->p_value = largest;
  }
}

}  // namespace

std::vector<WeakSpot> find_weak_spots(const std::vector<ScoredPhoto>& photos, std::uint64_t seed) {
  std::vector<Sample> samples = samples_of(photos);
  std::vector<std::string> origins;
  for (const Sample& sample : samples) origins.push_back(sample.photo->origin);
  const std::vector<Half> halves = split_by_origin(origins, seed);
  std::vector<Sample> searched, confirming;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (halves[i] == Half::kFirst) searched.push_back(samples[i]);
    if (halves[i] == Half::kSecond) confirming.push_back(samples[i]);
  }
  std::vector<WeakSpot> spots = test_rules(rules_of(searched), std::move(confirming));
  correct_p_values(spots);
  std::erase_if(spots, [](const WeakSpot& spot) {
    return spot.p_value >= kSignificance || spot.outside - spot.inside < kLeastGap;
  });
  std::ranges::stable_sort(samples, {}, &Sample::score);
  for (WeakSpot& spot : spots) {
    for (const Sample& sample : take(samples, spot.conditions)) spot.photos.push_back(sample.index);
  }
  return spots;
}

}  // namespace petseg
