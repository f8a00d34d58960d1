#include "petseg/eval/score.h"

#include "petseg/core/parallel.h"
#include "petseg/image/resize.h"
#include "petseg/nn/runtime.h"

namespace petseg {

std::vector<ScoredPhoto> score(Predictor& predictor, const PhotoSet& photos,
                               const PredictionSink& sink) {
  std::vector<ScoredPhoto> scored(photos.size());
  parallel_for(photos.size(), [&](std::size_t i) {
    const SerialOperations one_photo_a_thread;
    const LabelledPhoto photo = photos.load(i);
    const Prediction prediction = predictor.predict(photo.image);
    const InputSize size = predictor.network_size(photo.mask.size());
    scored[i] = {
        .record = photos.record(i),
        .score = score_prediction(photo.mask, prediction.mask, prediction.probabilities),
        .network_score = score_masks(resize_mask(photo.mask, size.height, size.width),
                                     resize_mask(prediction.mask, size.height, size.width))};
    if (sink) sink(scored[i], photo, prediction);
  });
  return scored;
}

}  // namespace petseg
