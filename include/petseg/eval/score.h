#pragma once

#include <functional>
#include <vector>

#include "petseg/bundle/predictor.h"
#include "petseg/data/photo_set.h"
#include "petseg/report/scored_photo.h"

namespace petseg {

/// Sees each photo as it is scored, on the thread that scored it: for figures.
using PredictionSink =
    std::function<void(const ScoredPhoto&, const LabelledPhoto&, const Prediction&)>;

/// Predicts and scores photos at their own size, one on each processor at a time. Validation during
/// training and every report come through here, so they cannot disagree.
std::vector<ScoredPhoto> score(Predictor& predictor, const PhotoSet& photos,
                               const PredictionSink& sink = {});

}  // namespace petseg
