#pragma once

#include <optional>
#include <set>
#include <string>

#include "petseg/core/run_log.h"
#include "petseg/data/photo_set.h"
#include "petseg/eval/score.h"

namespace petseg {

/// Whether a run of so many epochs (nothing: not known yet) is drawn after this one: after each
/// epoch or, where that would be more than 50 times, after every second, third, … one, but always
/// after the first and the last.
bool is_drawn(int epoch, std::optional<int> epochs);

/// A few validation photos, the same ones in each epoch, that are drawn for the run's log.
class EpochPictures {
 public:
  /// `count` of the photos, or all where there are fewer: a cat, a dog, a photo of both, and so on
  /// in turn. Which ones depends on the photos' content alone.
  EpochPictures(const PhotoSet& photos, int count);

  /// For score(): draws the chosen photos with what is predicted there anyway. Nothing in an epoch
  /// that is not drawn, and where nobody keeps pictures.
  PredictionSink sink(int epoch, std::optional<int> epochs, RunLog& log) const;

 private:
  std::set<std::string> images_;  // PhotoRecord::image
};

}  // namespace petseg
