#include "data/made_series.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "petseg/core/parallel.h"
#include "petseg/core/rng.h"
#include "petseg/image/corruption.h"
#include "petseg/image/decode.h"

namespace petseg {
namespace {

/// To be raised whenever the same photos make others.
constexpr int kRecipeVersion = 2;
/// Of each species: more would only take memory.
constexpr std::size_t kMaxAnimals = 80;

using Pointers = std::vector<const Animal*>;

std::vector<std::unique_ptr<const Animal>> draw_animals(const std::vector<PreparedPhoto>& photos,
                                                        Species species, Rng& rng,
                                                        const AtomicFolder& folder) {
  std::vector<const PreparedPhoto*> drawn;
  for (const PreparedPhoto& photo : photos) {
    const PhotoRecord& record = photo.record;
    if (record.split == Split::kDebugging && record.species == species) drawn.push_back(&photo);
  }
  rng.shuffle(drawn);
  drawn.resize(std::min(drawn.size(), kMaxAnimals));
  std::vector<std::unique_ptr<const Animal>> animals;
  for (const PreparedPhoto* const photo : drawn) {
    const auto image = folder.path() / photo->record.image;
    const auto mask = folder.path() / photo->record.mask;
    animals.emplace_back(new Animal{photo,
                                    {[=] { return decode_image(read_file(image), image.string()); },
                                     [=] { return decode_mask(read_file(mask), mask.string()); }}});
  }
  return animals;
}

Pointers pointers(const std::vector<std::unique_ptr<const Animal>>& animals) {
  Pointers found;
  for (const auto& animal : animals) found.push_back(animal.get());
  return found;
}

/// Cats and dogs in turn.
template <class T>
std::vector<T> in_turn(std::vector<T> first, std::vector<T> second) {
  std::vector<T> mixed;
  for (std::size_t i = 0; i < std::max(first.size(), second.size()); ++i) {
    if (i < first.size()) mixed.push_back(std::move(first[i]));
    if (i < second.size()) mixed.push_back(std::move(second[i]));
  }
  return mixed;
}

template <class Condition>
Pointers those_that(const Pointers& animals, Condition condition) {
  std::vector<char> meets(animals.size());
  parallel_for(animals.size(), [&](std::size_t i) { meets[i] = condition(animals[i]->photo); });
  Pointers found;
  for (std::size_t i = 0; i < animals.size(); ++i) {
    if (meets[i] != 0) found.push_back(animals[i]);
  }
  return found;
}

/// `bases`: the photos that it is made of; the first `shown` of them are seen in it.
PhotoRecord record_of(const CategoryRule& rule, const Pointers& bases, std::size_t shown) {
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

/// How two photos are made one. `shown`: as in record_of().
struct Pairing {
  const char* word;  // between their names
  std::size_t shown;
  std::optional<Composite> (*compose)(const AnimalPhoto&, const AnimalPhoto&, Rng&);
};

/// For each host all others, in an order of its own.
std::vector<Series> pair_series(const CategoryRule& rule, const Pointers& pasted,
                                const Pointers& hosts, const Pairing& pairing) {
  std::vector<Series> series;
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    const Animal* const host = hosts[i];
    Pointers others = pasted;
    std::erase(others, host);
    Rng({i}).shuffle(others);
    const std::size_t count = others.size();
    series.push_back({count, [=, others = std::move(others)](std::size_t k) {
                        const Animal* const animal = others[k];
                        return Attempt{animal->prepared->name + pairing.word + host->prepared->name,
                                       record_of(rule, {animal, host}, pairing.shown),
                                       [=](Rng& rng) {
                                         return pairing.compose(animal->photo, host->photo, rng);
                                       }};
                      }});
  }
  return series;
}

std::vector<Series> composite_series(const CategoryRule& rule, const Pointers& pasted,
                                     const Pointers& hosts) {
  return pair_series(rule, those_that(pasted, std::mem_fn(&AnimalPhoto::can_be_pasted)), hosts,
                     {"_with_", 2, compose});
}

std::vector<Series> tiny_series(const CategoryRule& rule, const Pointers& mixed) {
  return pair_series(rule, those_that(mixed, std::mem_fn(&AnimalPhoto::is_whole)),
                     those_that(mixed, has_place), {"_on_", 1, compose_tiny});
}

std::vector<Series> corruption_series(const CategoryRule& rule, const Pointers& animals) {
  const Corruption kind = corruption_from_name(rule.fill, rule.name);
  std::vector<Series> series;
  for (const Animal* const animal : animals) {
    series.push_back(
        {1, [=](std::size_t) {
           return Attempt{fmt::format("{}_{}_{}", animal->prepared->name, rule.fill, rule.severity),
                          record_of(rule, {animal}, 1), [=, severity = rule.severity](Rng& rng) {
                            const AnimalPhoto& photo = animal->photo;
                            return std::optional(Composite{
                                {corrupt(photo.image(), kind, severity, rng), photo.mask()},
                                {{"severity", static_cast<double>(severity)}}});
                          }};
         }});
  }
  return series;
}

}  // namespace

Animals::Animals(const std::vector<PreparedPhoto>& photos, int seed, const AtomicFolder& folder) {
  Rng rng({static_cast<std::uint64_t>(seed)});
  cats = draw_animals(photos, Species::kCat, rng, folder);
  dogs = draw_animals(photos, Species::kDog, rng, folder);
}

std::vector<std::vector<Series>> plan_series(const CategoryRule& rule, const Animals& animals) {
  const Pointers cats = pointers(animals.cats);
  const Pointers dogs = pointers(animals.dogs);
  if (rule.fill == "composite") {
    return {composite_series(rule, dogs, cats), composite_series(rule, cats, dogs)};
  }
  const Pointers mixed = in_turn(cats, dogs);
  if (rule.fill == "tiny") return {tiny_series(rule, mixed)};
  return {corruption_series(rule, mixed)};
}

}  // namespace petseg
