#include "train/epoch_pictures.h"

#include <algorithm>
#include <array>
#include <numeric>
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
  return epoch == epochs || epoch % every == 0;
}

EpochPictures::EpochPictures(const PhotoSet& photos, int count) : photos_(photos) {
  std::vector<std::size_t> places(photos.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  // As good as random, and always the same.
  std::ranges::sort(places, {}, [&](std::size_t i) { return photos.record(i).sha256; });

  // The first of each species, then the second of each, …
  std::array<int, kSpeciesNames.size()> seen{};
  std::vector<std::tuple<int, Species, std::size_t>> turns;
  for (const std::size_t place : places) {
    const Species species = photos.record(place).species;
    turns.emplace_back(seen[static_cast<std::size_t>(species)]++, species, place);
  }
  std::ranges::sort(turns);
  turns.resize(std::min(turns.size(), static_cast<std::size_t>(count)));
  for (const auto& [turn, species, place] : turns) chosen_[photos.record(place).image] = place;
}

void EpochPictures::draw_beginning(Predictor& predictor, RunLog& log) const {
  if (!log.keeps_images()) return;
  for (const auto& [image, place] : chosen_) {
    const LabelledPhoto photo = photos_.load(place);
    log.image(photos_.record(place).name(), 0, draw(photo, predictor.predict(photo.image)));
  }
}

PredictionSink EpochPictures::sink(int epoch, std::optional<int> epochs, RunLog& log) const {
  if (chosen_.empty() || !log.keeps_images() || !is_drawn(epoch, epochs)) return {};
  return [this, epoch, &log](const ScoredPhoto& scored, const LabelledPhoto& photo,
                             const Prediction& prediction) {
    if (!chosen_.contains(scored.record.image)) return;
    log.image(scored.record.name(), epoch, draw(photo, prediction));
  };
}

}  // namespace petseg
