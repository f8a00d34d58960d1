#include "petseg/eval/score.h"

#include <optional>

#include "petseg/core/error.h"
#include "petseg/core/parallel.h"
#include "petseg/image/resize.h"
#include "petseg/metrics/label_quality.h"
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

ScoredPhoto scored_photo(Predictor& predictor, const PhotoRecord& record,
                         const LabelledPhoto& photo, const Prediction& prediction) {
  const InputSize size = predictor.network_size(photo.mask.size());
  const auto small = [&](const cv::Mat& mask) {
    return resize_mask(mask, size.height, size.width);
  };
  return {.record = record,
          .score = score_prediction(photo.mask, prediction.mask, prediction.probabilities),
          .network_score = score_masks(small(photo.mask), small(prediction.mask)),
          .label_quality = label_quality(photo.mask, prediction.probabilities),
          .disputed = disputed_share(photo.mask, prediction.probabilities)};
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
    results[i] = scored_photo(predictor, photos.record(i), *photo, prediction);
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
