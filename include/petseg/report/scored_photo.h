#pragma once

#include <string>
#include <vector>

#include "petseg/data/manifest.h"
#include "petseg/metrics/photo_score.h"
#include "petseg/report/seen_photos.h"

namespace petseg {

/// What the report's page shows of a photo: both of the same size (photo_pictures()).
struct PhotoPictures {
  std::string jpeg;
  /// PNG that a page colours anew, as truth, prediction or errors, by another palette: its indices
  /// say truth, prediction and outlines of a pixel (report/label_picture.h).
  std::string labels;
};

/// A photo and what a prediction of it scored.
struct ScoredPhoto {
  PhotoRecord record;
  PhotoScore score;          ///< at the photo's own size
  PhotoScore network_score;  ///< truth and prediction at the size that the network sees
  /// How well the truth agrees with what the model is sure of, 0 to 1: low where it may be wrong.
  double label_quality = 1;
  double disputed = 0;  ///< disputed_share() of its truth, 0 to 1
  Seen seen = Seen::kUnknown;
  PhotoPictures pictures;  ///< empty where no page is made
};

/// The scores alone, for the metrics.
std::vector<PhotoScore> scores_of(const std::vector<ScoredPhoto>& photos);

/// Likewise, at the network's size.
std::vector<PhotoScore> network_scores_of(const std::vector<ScoredPhoto>& photos);

}  // namespace petseg
