#pragma once

#include <functional>
#include <string>
#include <vector>

#include "petseg/bundle/predictor.h"
#include "petseg/data/photo_set.h"
#include "petseg/report/scored_photo.h"

namespace petseg {

/// Sees each photo as it is scored, on the thread that scored it, and may add to what is kept of
/// it: for figures and pictures.
using PredictionSink = std::function<void(ScoredPhoto&, const LabelledPhoto&, const Prediction&)>;

/// Is told of a photo that cannot be read, on the thread that tried to.
using UnreadableSink = std::function<void(const PhotoRecord&, const std::string& reason)>;

/// Predicts and scores photos at their own size, one on each processor at a time. Validation during
/// training and every report come through here, so they cannot disagree. A photo that cannot be
/// read is left out where there is somebody to tell of it, else its error is thrown.
std::vector<ScoredPhoto> score(Predictor& predictor, const PhotoSet& photos,
                               const PredictionSink& sink = {},
                               const UnreadableSink& unreadable = {});

}  // namespace petseg
