#include "data/made_photos.h"

#include <algorithm>
#include <functional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "petseg/core/parallel.h"
#include "petseg/core/rng.h"
#include "petseg/core/sha256.h"
#include "petseg/core/stop_signal.h"
#include "petseg/data/composite.h"
#include "petseg/data/labelled_photo.h"
#include "petseg/image/corruption.h"

namespace petseg {
namespace {

/// To be raised whenever the same photos make others.
constexpr int kRecipeVersion = 1;
/// Of each species: more would only take memory.
constexpr std::size_t kMaxAnimals = 80;
/// For each photo that is wanted: composites do not always work out.
constexpr std::size_t kMaxAttempts = 50;

/// A real debugging photo that others are made of.
struct Animal {
  const PreparedPhoto* prepared;
  LabelledPhoto photo;
  bool can_be_pasted = false;  // as petseg::can_be_pasted() says
  bool is_whole = false;       // likewise
};

struct Animals {
  std::vector<Animal> cats;
  std::vector<Animal> dogs;
  /// Cats and dogs in turn.
  std::vector<const Animal*> mixed;
};

std::vector<Animal> load_animals(const std::vector<PreparedPhoto>& photos, Species species,
                                 Rng& rng, const AtomicFolder& folder) {
  std::vector<Animal> animals;
  for (const PreparedPhoto& photo : photos) {
    const PhotoRecord& record = photo.record;
    if (record.split != Split::kDebugging || record.species != species) continue;
    animals.push_back({&photo, {}});
  }
  rng.shuffle(animals);
  animals.resize(std::min(animals.size(), kMaxAnimals));
  parallel_for(animals.size(), [&](std::size_t i) {
    Animal& animal = animals[i];
    animal.photo = load_photo(folder.path(), animal.prepared->record);
    animal.can_be_pasted = can_be_pasted(animal.photo.mask);
    animal.is_whole = is_whole(animal.photo.mask);
  });
  return animals;
}

Animals load_animals(const std::vector<PreparedPhoto>& photos, int seed,
                     const AtomicFolder& folder) {
  Rng rng({static_cast<std::uint64_t>(seed)});
  Animals animals;
  animals.cats = load_animals(photos, Species::kCat, rng, folder);
  animals.dogs = load_animals(photos, Species::kDog, rng, folder);
  for (std::size_t i = 0; i < std::max(animals.cats.size(), animals.dogs.size()); ++i) {
    if (i < animals.cats.size()) animals.mixed.push_back(&animals.cats[i]);
    if (i < animals.dogs.size()) animals.mixed.push_back(&animals.dogs[i]);
  }
  return animals;
}

/// A photo that may be made: of which photos, and how. `make` gives nothing where it does not work
/// out.
struct Attempt {
  std::string name;
  PhotoRecord record;
  std::uint64_t number;  // the random numbers' stream
  std::function<std::optional<Composite>(Rng&)> make;
};

/// `bases`: the photos that it is made of; the first `shown` of them are seen in it.
PhotoRecord record_of(const CategoryRule& rule, const std::vector<const Animal*>& bases,
                      std::size_t shown) {
  PhotoRecord record;
  record.split = Split::kDebugging;
  record.categories = {rule.name};
  record.made = rule.fill;
  record.source = bases.front()->prepared->record.source;
  std::vector<std::string> origins, breeds;
  std::string keys;
  for (std::size_t i = 0; i < bases.size(); ++i) {
    const PhotoRecord& own = bases[i]->prepared->record;
    origins.push_back(own.origin);
    keys += own.key;
    if (i < shown && !own.breed.empty()) breeds.push_back(own.breed);
  }
  record.origin = fmt::format("{}", fmt::join(origins, "+"));
  record.breed = fmt::format("{}", fmt::join(breeds, "+"));
  record.key = fmt::format("{} {} {} {}", kRecipeVersion, rule.fill, rule.severity, keys);
  return record;
}

/// Each pair at most once: the hosts in turn, and in each round another animal for each. `shown`:
/// as in record_of().
std::vector<Attempt> pair_attempts(
    const CategoryRule& rule, const std::vector<const Animal*>& pasted,
    const std::vector<const Animal*>& hosts, const char* word, std::size_t shown,
    std::optional<Composite> (*compose)(const LabelledPhoto&, const LabelledPhoto&, Rng&)) {
  std::vector<Attempt> attempts;
  const std::size_t pairs = pasted.size() * hosts.size();
  for (std::size_t i = 0; i < pairs; ++i) {
    const std::size_t round = i / hosts.size();
    const Animal* const host = hosts[i % hosts.size()];
    const Animal* const animal = pasted[(i % hosts.size() + round) % pasted.size()];
    if (host == animal) continue;
    attempts.push_back({animal->prepared->name + word + host->prepared->name,
                        record_of(rule, {animal, host}, shown), i,
                        [=](Rng& rng) { return compose(animal->photo, host->photo, rng); }});
  }
  return attempts;
}

/// Those that a flag says can be pasted.
std::vector<const Animal*> filtered(const std::vector<const Animal*>& animals, bool Animal::*flag) {
  std::vector<const Animal*> found;
  std::ranges::copy_if(animals, std::back_inserter(found), flag);
  return found;
}

std::vector<const Animal*> pointers(const std::vector<Animal>& animals) {
  std::vector<const Animal*> found;
  for (const Animal& animal : animals) found.push_back(&animal);
  return found;
}

std::vector<Attempt> composite_attempts(const CategoryRule& rule, const Animals& animals) {
  const auto cats = pointers(animals.cats);
  const auto dogs = pointers(animals.dogs);
  auto attempts =
      pair_attempts(rule, filtered(cats, &Animal::can_be_pasted), dogs, "_with_", 2, compose);
  auto others =
      pair_attempts(rule, filtered(dogs, &Animal::can_be_pasted), cats, "_with_", 2, compose);
  // A cat put to a dog and a dog put to a cat, in turn.
  std::vector<Attempt> mixed;
  for (std::size_t i = 0; i < std::max(attempts.size(), others.size()); ++i) {
    if (i < attempts.size()) mixed.push_back(std::move(attempts[i]));
    if (i < others.size()) mixed.push_back(std::move(others[i]));
  }
  return mixed;
}

std::vector<Attempt> corruption_attempts(const CategoryRule& rule, const Animals& animals) {
  const Corruption kind = corruption_from_name(rule.fill, rule.name);
  std::vector<Attempt> attempts;
  for (std::size_t i = 0; i < animals.mixed.size(); ++i) {
    const Animal* const animal = animals.mixed[i];
    attempts.push_back({fmt::format("{}_{}_{}", animal->prepared->name, rule.fill, rule.severity),
                        record_of(rule, {animal}, 1), i, [=, severity = rule.severity](Rng& rng) {
                          const LabelledPhoto& photo = animal->photo;
                          return std::optional(
                              Composite{{corrupt(photo.image, kind, severity, rng), photo.mask},
                                        {{"severity", static_cast<double>(severity)}}});
                        }});
  }
  return attempts;
}

std::vector<Attempt> attempts_for(const CategoryRule& rule, const Animals& animals) {
  if (rule.fill == "composite") return composite_attempts(rule, animals);
  if (rule.fill == "tiny") {
    return pair_attempts(rule, filtered(animals.mixed, &Animal::is_whole), animals.mixed, "_on_", 1,
                         compose_tiny);
  }
  return corruption_attempts(rule, animals);
}

std::optional<PreparedPhoto> carry_out(const Attempt& attempt, int seed, std::size_t staged,
                                       const EarlierDataSet& earlier, const AtomicFolder& folder) {
  throw_if_stopped();
  PhotoRecord record = attempt.record;
  record.key = sha256(fmt::format("{} {} {}", record.key, seed, attempt.number));
  if (auto same = take_over_photo(attempt.name, record.key, staged, earlier, true, folder)) {
    same->record.categories = record.categories;
    same->record.origin = record.origin;
    return same;
  }
  Rng rng({static_cast<std::uint64_t>(seed), attempt.number});
  const auto made = attempt.make(rng);
  if (!made) return {};
  record.recipe = made->parameters;
  return stage_made_photo(attempt.name, made->photo.image, made->photo.mask, std::move(record),
                          staged, folder);
}

/// The first attempts that work out, as many as are wanted: in batches, side by side.
void fill(const std::vector<Attempt>& attempts, std::size_t wanted, int seed,
          std::size_t first_number, const EarlierDataSet& earlier, const AtomicFolder& folder,
          std::vector<PreparedPhoto>& made) {
  const std::size_t most = std::min(attempts.size(), kMaxAttempts * wanted);
  std::size_t got = 0;
  for (std::size_t tried = 0; tried < most && got < wanted;) {
    const std::size_t batch = std::min(wanted - got, most - tried);
    std::vector<std::optional<PreparedPhoto>> results(batch);
    parallel_for(batch, [&](std::size_t i) {
      results[i] = carry_out(attempts[tried + i], seed, first_number + tried + i, earlier, folder);
    });
    for (auto& result : results) {
      if (!result) continue;
      made.push_back(std::move(*result));
      ++got;
    }
    tried += batch;
  }
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
  std::vector<PreparedPhoto> made;
  if (std::ranges::all_of(missing, [](std::size_t count) { return count == 0; })) return made;
  const Animals animals = load_animals(photos, seed, folder);
  std::size_t number = photos.size();
  for (std::size_t r = 0; r < rules.size(); ++r) {
    if (missing[r] == 0) continue;
    const auto attempts = attempts_for(rules[r], animals);
    fill(attempts, missing[r], seed, number, earlier, folder, made);
    number += attempts.size();
  }
  return made;
}

}  // namespace petseg
