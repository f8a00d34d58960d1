#include "report/rule_search.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "report/condition.h"

namespace petseg {
namespace {

constexpr std::size_t kLeastPhotos = 8;
constexpr double kLeastShare = 0.02;
/// Of the t-statistic, squared: what is less in the half it was searched in is not worth a test.
constexpr double kLeastEvidence = 12;
/// A second condition has to explain so much more.
constexpr double kWorthACondition = 2;

/// A condition and the photos for which it holds.
struct Candidate {
  Condition condition;
  std::vector<char> members;
};

/// How well a rule explains scores.
struct Found {
  Rule rule;
  std::vector<char> members;
  double gain = 0;  // the part of the sum of squares that the two means explain; 0: no rule
};

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double variance_of(const std::vector<double>& values) {
  const double mean = mean_of(values);
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return squares / static_cast<double>(values.size());
}

/// 0 where too few photos are members, or those are not worse.
double gain_of(const std::vector<char>& members, const std::vector<double>& scores) {
  double inside = 0;
  double all = 0;
  std::size_t count = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    all += scores[i];
    inside += members[i] != 0 ? scores[i] : 0;
    count += members[i] != 0 ? 1 : 0;
  }
  const auto n = static_cast<double>(scores.size());
  const std::size_t least = std::max(kLeastPhotos, static_cast<std::size_t>(kLeastShare * n));
  if (count < least || scores.size() - count < least) return 0;
  const auto n_in = static_cast<double>(count);
  const double gap = (all - inside) / (n - n_in) - inside / n_in;
  return gap >= kLeastGap ? n_in * (n - n_in) / n * gap * gap : 0;
}

std::vector<char> both(const std::vector<char>& a, const std::vector<char>& b) {
  std::vector<char> members(a.size());
  std::ranges::transform(a, b, members.begin(), [](char x, char y) { return x & y; });
  return members;
}

std::vector<Candidate> candidates_of(const std::vector<const PhotoRecord*>& photos) {
  std::vector<Candidate> candidates;
  for (Condition& condition : possible_conditions(photos)) {
    std::vector<char> members;
    for (const PhotoRecord* photo : photos) members.push_back(holds(condition, *photo) ? 1 : 0);
    candidates.push_back({std::move(condition), std::move(members)});
  }
  return candidates;
}

Found best_rule(const std::vector<Candidate>& candidates, const std::vector<double>& scores) {
  Found best;
  std::map<std::string, std::pair<double, const Candidate*>> roots;  // of each property the best
  for (const Candidate& candidate : candidates) {
    const double gain = gain_of(candidate.members, scores);
    auto& root = roots[candidate.condition.property];
    if (gain > root.first) root = {gain, &candidate};
    if (gain > best.gain) best = {{candidate.condition}, candidate.members, gain};
  }
  const double single = best.gain;
  for (const auto& [property, root] : roots) {
    if (root.second == nullptr) continue;
    for (const Candidate& candidate : candidates) {
      if (candidate.condition.property == property) continue;
      auto members = both(root.second->members, candidate.members);
      const double gain = gain_of(members, scores);
      if (gain <= std::max(best.gain, kWorthACondition * single)) continue;
      best = {{root.second->condition, candidate.condition}, std::move(members), gain};
    }
  }
  return best;
}

/// Of items, those that are no members.
template <class T>
std::vector<T> without(const std::vector<T>& items, const std::vector<char>& members) {
  std::vector<T> rest;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (members[i] == 0) rest.push_back(items[i]);
  }
  return rest;
}

}  // namespace

bool holds(const Rule& rule, const PhotoRecord& photo) {
  return std::ranges::all_of(rule, [&](const Condition& c) { return holds(c, photo); });
}

std::vector<Rule> search_rules(std::vector<const PhotoRecord*> photos, std::vector<double> scores) {
  std::vector<Rule> rules;
  while (rules.size() < kMostWeakSpots && scores.size() >= 2 * kLeastPhotos) {
    Found found = best_rule(candidates_of(photos), scores);
    if (found.gain == 0 || found.gain < kLeastEvidence * variance_of(scores)) break;
    photos = without(photos, found.members);
    scores = without(scores, found.members);
    rules.push_back(std::move(found.rule));
  }
  return rules;
}

}  // namespace petseg
