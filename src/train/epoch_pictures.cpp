#include "train/epoch_pictures.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <vector>

#include "petseg/image/decode.h"
#include "petseg/image/figure.h"
#include "petseg/image/resize.h"

namespace petseg {
namespace {

constexpr int kMostEpochs = 50;
constexpr int kPreviewSide = 256;

LoggedImage draw(const LabelledPhoto& photo, const Prediction& prediction) {
  const cv::Mat tile = debugging_tile(photo.image, photo.mask, prediction.mask);
  return {.png = encode_png(tile), .preview = encode_png(shrink_to(tile, kPreviewSide))};
}

}  // namespace

bool is_drawn(int epoch, std::optional<int> epochs) {
  const int every = epochs ? (*epochs - 1) / kMostEpochs + 1 : 1;
  return epoch == 1 || epoch == epochs || epoch % every == 0;
}

EpochPictures::EpochPictures(const PhotoSet& photos, int count) {
  std::vector<const PhotoRecord*> records;
  for (std::size_t i = 0; i < photos.size(); ++i) records.push_back(&photos.record(i));
  // As good as random, and always the same.
  std::ranges::sort(records, {}, &PhotoRecord::sha256);

  // The first of each species, then the second of each, …
  std::array<int, kSpeciesNames.size()> seen{};
  std::vector<std::tuple<int, Species, std::string>> turns;
  for (const PhotoRecord* record : records) {
    const int turn = seen[static_cast<std::size_t>(record->species)]++;
    turns.emplace_back(turn, record->species, record->image);
  }
  std::ranges::sort(turns);
  turns.resize(std::min(turns.size(), static_cast<std::size_t>(count)));
  for (const auto& [turn, species, image] : turns) images_.insert(image);
}

PredictionSink EpochPictures::sink(int epoch, std::optional<int> epochs, RunLog& log) const {
  if (images_.empty() || !log.keeps_images() || !is_drawn(epoch, epochs)) return {};
  return [this, epoch, &log](const ScoredPhoto& scored, const LabelledPhoto& photo,
                             const Prediction& prediction) {
    if (!images_.contains(scored.record.image)) return;
    log.image(scored.record.name(), epoch, draw(photo, prediction));
  };
}

}  // namespace petseg
