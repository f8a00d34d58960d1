#include "petseg/data/run_data.h"

#include "data/summary.h"

namespace petseg {
namespace {

DataSplit data_split(const std::string& name, const std::vector<PhotoRecord>& photos) {
  DataSplit split{.name = name,
                  .digest = content_digest(photos),
                  .photos = static_cast<std::int64_t>(photos.size())};
  for (const PhotoRecord& photo : photos) {
    ++split.by_species[std::string(species_name(photo.species))];
    for (const std::string& breed : breed_of(photo)) {
      if (!breed.empty()) ++split.by_breed[breed];
    }
  }
  return split;
}

}  // namespace

RunData run_data(const DataSet& data) {
  RunData run{.folder = data.folder, .digest = data.digest};
  for (const auto& [split, name] :
       {std::pair{Split::kTrain, "train"}, {Split::kValid, "validation"}, {Split::kTest, "test"}}) {
    const std::vector<PhotoRecord> photos = data.of(split);
    if (!photos.empty()) run.splits.push_back(data_split(name, photos));
  }
  return run;
}

}  // namespace petseg
