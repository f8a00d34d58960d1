#include "petseg/eval/score.h"

#include <optional>

#include "petseg/core/error.h"
#include "petseg/core/parallel.h"
#include "petseg/nn/runtime.h"

namespace petseg {
namespace {

std::optional<LabelledPhoto> try_to_load(const PhotoSet& photos, std::size_t i,
                                         const UnreadableSink& unreadable) {
  try {
    return photos.load(i);
  } catch (const Error& error) {
    if (!unreadable) throw;
    unreadable(photos.record(i), error.what());
    return std::nullopt;
  }
}

}  // namespace

std::vector<ScoredPhoto> score(Predictor& predictor, const PhotoSet& photos,
                               const PredictionSink& sink, const UnreadableSink& unreadable) {
  std::vector<std::optional<ScoredPhoto>> results(photos.size());
  parallel_for(photos.size(), [&](std::size_t i) {
    const SerialOperations one_photo_a_thread;
    const auto photo = try_to_load(photos, i, unreadable);
    if (!photo) return;
    const Prediction prediction = predictor.predict(photo->image);
    results[i] = {
        .record = photos.record(i),
        .score = score_prediction(photo->mask, prediction.mask, prediction.probabilities)};
    if (sink) sink(*results[i], *photo, prediction);
  });
  std::vector<ScoredPhoto> scored;
  scored.reserve(results.size());
  for (auto& result : results) {
    if (result) scored.push_back(std::move(*result));
  }
  return scored;
}

}  // namespace petseg
