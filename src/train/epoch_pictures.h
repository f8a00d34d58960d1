#pragma once

#include <map>
#include <optional>
#include <string>

#include "petseg/bundle/predictor.h"
#include "petseg/core/run_log.h"
#include "petseg/data/photo_set.h"
#include "petseg/eval/score.h"

namespace petseg {

/// Whether a run of so many epochs (nothing: not known yet) is drawn after this one: after each
/// epoch or, where that would be more than 50 times, after every second, third, … one, and after
/// the last.
bool is_drawn(int epoch, std::optional<int> epochs);

/// A few validation photos, the same ones in each epoch, that are drawn for the run's log.
class EpochPictures {
 public:
  /// `count` of the photos, or all where there are fewer: a cat, a dog, a photo of both, and so on
  /// in turn. Which ones depends on the photos' content alone. `photos` has to stay.
  EpochPictures(const PhotoSet& photos, int count);

  /// Epoch 0: what the network says before its first step.
  void draw_beginning(Predictor& predictor, RunLog& log) const;
  /// For score(): draws the chosen photos with what is predicted there anyway. Nothing in an epoch
  /// that is not drawn, and where nobody keeps pictures.
  PredictionSink sink(int epoch, std::optional<int> epochs, RunLog& log) const;

 private:
  const PhotoSet& photos_;
  std::map<std::string, std::size_t> chosen_;  // places in `photos_`, by PhotoRecord::image
};

}  // namespace petseg
