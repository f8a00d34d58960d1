#include "data/cats_and_dogs.h"

#include <algorithm>
#include <optional>

#include "petseg/core/parallel.h"
#include "petseg/core/rng.h"
#include "petseg/data/composite.h"
#include "petseg/data/split.h"
#include "petseg/image/decode.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

struct Animal {
  PhotoRecord record;
  LabelledPhoto photo;
};

/// The debugging photos of one species, in seeded order.
std::vector<Animal> load_animals(const fs::path& folder, const std::vector<WrittenPhoto>& photos,
                                 Species species, Rng& rng) {
  std::vector<Animal> animals;
  for (const WrittenPhoto& photo : photos) {
    const PhotoRecord& record = photo.record;
    if (record.split != Split::kDebugging || record.species != species) continue;
    animals.push_back({record, {}});
  }
  parallel_for(animals.size(),
               [&](std::size_t i) { animals[i].photo = load_photo(folder, animals[i].record); });
  rng.shuffle(animals);
  return animals;
}

WrittenPhoto write_composite(const fs::path& folder, const Animal& cat, const Animal& dog,
                             const LabelledPhoto& composite) {
  PhotoRecord record;
  record.species = Species::kBoth;
  record.breed = cat.record.breed + "+" + dog.record.breed;
  record.split = Split::kDebugging;
  record.category = "cats_and_dogs";
  record.origin = cat.record.origin + "+" + dog.record.origin;
  const std::string name = cat.record.name() + "_with_" + dog.record.name();
  return write_photo(folder, name, {encode_jpeg(composite.image), composite.mask}, record);
}

/// Composite number `i`, if its cat can be placed before its dog: the dogs in turn, and in each
/// round over them another cat for each.
std::optional<WrittenPhoto> make_composite(const fs::path& folder, const std::vector<Animal>& cats,
                                           const std::vector<Animal>& dogs, std::size_t i,
                                           int seed) {
  const std::size_t round = i / dogs.size();
  const Animal& dog = dogs[i % dogs.size()];
  const Animal& cat = cats[(i % dogs.size() + round) % cats.size()];
  Rng rng({static_cast<std::uint64_t>(seed), i});
  const auto composite = compose_cat_and_dog(cat.photo, dog.photo, rng);
  if (!composite) return {};
  return write_composite(folder, cat, dog, *composite);
}

}  // namespace

std::vector<WrittenPhoto> write_cats_and_dogs(const fs::path& folder,
                                              const std::vector<WrittenPhoto>& photos, int seed) {
  Rng rng({static_cast<std::uint64_t>(seed)});
  const auto dogs = load_animals(folder, photos, Species::kDog, rng);
  auto cats = load_animals(folder, photos, Species::kCat, rng);
  std::erase_if(cats, [](const Animal& cat) { return !can_be_pasted(cat.photo.mask); });

  const std::size_t wanted = std::max(kMinDebuggingPhotos, dogs.size());
  const std::size_t pairs = std::min(cats.size() * dogs.size(), 4 * wanted);
  std::vector<WrittenPhoto> made;
  for (std::size_t tried = 0; tried < pairs && made.size() < wanted;) {
    const std::size_t batch = std::min(wanted - made.size(), pairs - tried);
    std::vector<std::optional<WrittenPhoto>> results(batch);
    parallel_for(batch, [&](std::size_t i) {
      results[i] = make_composite(folder, cats, dogs, tried + i, seed);
    });
    for (auto& result : results) {
      if (result) made.push_back(std::move(*result));
    }
    tried += batch;
  }
  return made;
}

}  // namespace petseg
