#pragma once

#include <functional>
#include <vector>

#include "petseg/bundle/predictor.h"
#include "petseg/data/photo_set.h"
#include "petseg/metrics/photo_score.h"

namespace petseg {

struct ScoredPhoto {
  PhotoRecord record;
  PhotoScore score;
};

/// Sees each photo as it is scored: for figures.
using PredictionSink =
    std::function<void(const ScoredPhoto&, const LabelledPhoto&, const Prediction&)>;

/// Predicts and scores photos at their own size. Validation during training and every report come
/// through here, so they cannot disagree.
std::vector<ScoredPhoto> score(Predictor& predictor, const PhotoSet& photos,
                               const PredictionSink& sink = {});

/// The scores alone, for the metrics.
std::vector<PhotoScore> scores_of(const std::vector<ScoredPhoto>& photos);

}  // namespace petseg
