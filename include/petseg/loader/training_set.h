#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "petseg/core/rng.h"
#include "petseg/data/labelled_photo.h"
#include "petseg/data/manifest.h"
#include "petseg/loader/augment.h"
#include "petseg/loader/preprocessing.h"

namespace petseg {

/// A view of a training photo, into which others may have been joined.
struct TrainingSample : LabelledPhoto {
  std::vector<std::string> photos;  ///< all that it shows, as PhotoRecord::image; its own is first
};

/// The training photos, decoded once and kept in memory a little above the network's size, and the
/// rule that makes a training sample of them.
class TrainingSet {
 public:
  /// Reads all photos on all processors. Memory: 6.25 bytes × image_size² a photo.
  TrainingSet(const std::filesystem::path& folder, std::vector<PhotoRecord> photos,
              const Preprocessing& preprocessing, const Augmentation& augmentation);

  std::size_t size() const { return records_.size(); }

  /// A sample of image_size × image_size; without augmentation it shows its photo as it is, in the
  /// middle. It depends on the state of `rng` alone. Photos are drawn with weight 1 / √(photos of
  /// their breed), so that rare breeds are seen more often. Photos of both species come into
  /// training only by its copy-paste and its pairs side by side.
  TrainingSample sample(Rng& rng) const;

 private:
  std::size_t draw(Rng& rng) const;
  /// Mostly one of another species.
  std::size_t draw_other(std::size_t than, Rng& rng) const;

  std::vector<PhotoRecord> records_;
  std::vector<LabelledPhoto> photos_;
  std::vector<double> cumulative_weight_;
  int image_size_;
  Augmentation augmentation_;
};

}  // namespace petseg
