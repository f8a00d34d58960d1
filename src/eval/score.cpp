#include "petseg/eval/score.h"

namespace petseg {

std::vector<ScoredPhoto> score(Predictor& predictor, const PhotoSet& photos,
                               const PredictionSink& sink) {
  std::vector<ScoredPhoto> scored;
  for (std::size_t i = 0; i < photos.size(); ++i) {
    const LabelledPhoto photo = photos.load(i);
    const Prediction prediction = predictor.predict(photo.image);
    scored.push_back({photos.record(i), score_masks(photo.mask, prediction.mask)});
    if (sink) sink(scored.back(), photo, prediction);
  }
  return scored;
}

}  // namespace petseg
