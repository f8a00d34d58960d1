#include "petseg/data/debugging_set.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "petseg/core/rng.h"

namespace petseg {
namespace {

constexpr const char* kOther = "other";

/// Categories of photos by their place, as they are chosen.
class Choice {
 public:
  Choice(const std::vector<PhotoRecord*>& photos, const std::vector<bool>& movable, int seed)
      : photos_(photos), movable_(movable), order_(photos.size()), taken_(photos.size()) {
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    Rng rng({static_cast<std::uint64_t>(seed), /*stream=*/0xdeb});
    rng.shuffle(order_);
  }

  /// The debugging photos that match: all that stay where they are, others up to `rule.photos`,
  /// and first those that are in another category, so that the debugging set stays small.
  void take(const CategoryRule& rule) {
    const std::size_t wanted =
        rule.photos == 0 ? photos_.size() : static_cast<std::size_t>(rule.photos);
    std::vector<std::size_t> candidates;
    for (const std::size_t i : order_) {
      const bool is_debugging = photos_[i]->split == Split::kDebugging;
      if (is_debugging && matches(rule, *photos_[i])) candidates.push_back(i);
    }
    const auto rank = [&](std::size_t i) { return !movable_[i] ? 0 : taken_[i] ? 1 : 2; };
    std::ranges::stable_sort(candidates, {}, rank);
    std::size_t count = 0;
    for (const std::size_t i : candidates) {
      if (movable_[i] && count >= wanted) break;
      choose(i, rule.name);
      ++count;
    }
    if (is_selective(rule) && count < wanted) move_from_training(rule, wanted - count);
  }

  /// Photos that no category took: back to training, or into a category of what is left.
  void give_back_rest() {
    for (std::size_t i = 0; i < photos_.size(); ++i) {
      if (photos_[i]->split != Split::kDebugging || taken_[i]) continue;
      if (movable_[i]) {
        photos_[i]->split = Split::kTrain;
      } else {
        choose(i, kOther);
      }
    }
  }

  /// In the order of the rules, whatever the order in which they chose.
  void assign(const std::vector<CategoryRule>& rules) {
    const auto rank = [&](const std::string& name) {
      return std::ranges::find(rules, name, &CategoryRule::name) - rules.begin();
    };
    std::ranges::stable_sort(chosen_, {}, [&](const auto& item) { return rank(item.second); });
    for (const auto& [i, category] : chosen_) photos_[i]->categories.push_back(category);
  }

 private:
  void choose(std::size_t i, const std::string& category) {
    chosen_.emplace_back(i, category);
    taken_[i] = true;
  }

  void move_from_training(const CategoryRule& rule, std::size_t wanted) {
    std::vector<std::size_t> rare;
    for (const std::size_t i : order_) {
      const bool trains = photos_[i]->split == Split::kTrain && movable_[i];
      if (trains && matches(rule, *photos_[i])) rare.push_back(i);
    }
    rare.resize(std::min(wanted, rare.size() / 2));
    for (const std::size_t i : rare) {
      photos_[i]->split = Split::kDebugging;
      choose(i, rule.name);
    }
  }

  const std::vector<PhotoRecord*>& photos_;
  const std::vector<bool>& movable_;
  std::vector<std::size_t> order_;
  std::vector<bool> taken_;
  std::vector<std::pair<std::size_t, std::string>> chosen_;
};

/// A rule for each condition of a debugging photo that has none.
std::vector<CategoryRule> rules_of_conditions(const std::vector<PhotoRecord*>& photos,
                                              const std::vector<CategoryRule>& rules) {
  std::set<std::string> names;
  for (const PhotoRecord* photo : photos) {
    const bool known =
        std::ranges::find(rules, photo->condition, &CategoryRule::name) != rules.end();
    if (photo->split == Split::kDebugging && !photo->condition.empty() && !known) {
      names.insert(photo->condition);
    }
  }
  std::vector<CategoryRule> made;
  for (const std::string& name : names) made.push_back({.name = name, .photos = 0});
  return made;
}

}  // namespace

void choose_debugging_photos(const std::vector<PhotoRecord*>& photos,
                             const std::vector<bool>& movable, std::vector<CategoryRule> rules,
                             int seed) {
  const auto conditions = rules_of_conditions(photos, rules);
  rules.insert(rules.end(), conditions.begin(), conditions.end());

  Choice choice(photos, movable, seed);
  // Rare photos first: a category of all cats then takes those among them.
  for (const bool selective : {true, false}) {
    for (const CategoryRule& rule : rules) {
      if (is_selective(rule) == selective) choice.take(rule);
    }
  }
  choice.give_back_rest();
  choice.assign(rules);
}

}  // namespace petseg
