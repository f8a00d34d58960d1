#include "petseg/loader/training_set.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "petseg/core/parallel.h"
#include "petseg/core/stop_signal.h"
#include "petseg/image/resize.h"

namespace petseg {
namespace {

/// Zooming in by up to 1.35 still finds pixels to show.
constexpr double kCacheScale = 1.25;
/// Not every animal has a place in every photo.
constexpr int kPastes = 3;
/// For a photo of another species: there may be none.
constexpr int kDraws = 20;

LabelledPhoto load_scaled(const std::filesystem::path& folder, const PhotoRecord& record,
                          const Preprocessing& preprocessing, double scale) {
  const LabelledPhoto photo = load_photo(folder, record);
  double height = preprocessing.image_size;
  double width = preprocessing.image_size;
  if (preprocessing.keep_aspect) {
    const double aspect = std::sqrt(static_cast<double>(photo.image.cols) / photo.image.rows);
    height /= aspect;
    width *= aspect;
  }
  const int rows = std::max(1, static_cast<int>(std::lround(height * scale)));
  const int cols = std::max(1, static_cast<int>(std::lround(width * scale)));
  return {resize_image(photo.image, rows, cols), resize_mask(photo.mask, rows, cols)};
}

std::vector<double> cumulative_weights(const std::vector<PhotoRecord>& records) {
  std::map<std::string, int> of_breed;
  for (const PhotoRecord& record : records) ++of_breed[record.breed];
  std::vector<double> sums;
  double sum = 0;
  for (const PhotoRecord& record : records) {
    sums.push_back(sum += 1 / std::sqrt(of_breed[record.breed]));
  }
  return sums;
}

}  // namespace

TrainingSet::TrainingSet(const std::filesystem::path& folder, std::vector<PhotoRecord> photos,
                         const Preprocessing& preprocessing, const Augmentation& augmentation)
    : records_(std::move(photos)),
      photos_(records_.size()),
      cumulative_weight_(cumulative_weights(records_)),
      image_size_(preprocessing.image_size),
      augmentation_(augmentation.enabled ? augmentation : no_augmentation()) {
  const double scale = augmentation.enabled ? kCacheScale : 1;
  parallel_for(records_.size(), [&](std::size_t i) {
    throw_if_stopped();
    photos_[i] = load_scaled(folder, records_[i], preprocessing, scale);
  });
}

std::size_t TrainingSet::draw(Rng& rng) const {
  const double mark = rng.uniform() * cumulative_weight_.back();
  const auto found = std::upper_bound(cumulative_weight_.begin(), cumulative_weight_.end(), mark);
  return std::min<std::size_t>(found - cumulative_weight_.begin(), records_.size() - 1);
}

std::size_t TrainingSet::draw_other(std::size_t than, Rng& rng) const {
  if (!rng.chance(augmentation_.other_species)) return draw(rng);
  std::size_t other = draw(rng);
  for (int i = 0; i < kDraws && records_[other].species == records_[than].species; ++i) {
    other = draw(rng);
  }
  return other;
}

TrainingSample TrainingSet::sample(Rng& rng) const {
  const std::size_t first = draw(rng);
  const cv::Size size(image_size_, image_size_);
  if (!augmentation_.enabled) {
    return {warp(photos_[first], size, augmentation_, rng), {records_[first].image}};
  }

  TrainingSample sample{{}, {records_[first].image}};
  LabelledPhoto& photo = sample;
  if (rng.chance(augmentation_.side_by_side)) {
    const std::size_t second = draw_other(first, rng);
    photo = side_by_side(photos_[first], photos_[second], image_size_, augmentation_, rng);
    sample.photos.push_back(records_[second].image);
  } else {
    photo = warp(photos_[first], size, augmentation_, rng);
    const int pastes = rng.chance(augmentation_.copy_paste) ? kPastes : 0;
    for (int i = 0; i < pastes; ++i) {
      const std::size_t other = draw_other(first, rng);
      if (!paste_animal(photo, photos_[other], augmentation_, rng)) continue;
      sample.photos.push_back(records_[other].image);
      break;
    }
  }
  recolour(sample.image, augmentation_, rng);
  if (rng.chance(augmentation_.cutout)) hide_rectangle(sample, rng);
  return sample;
}

}  // namespace petseg
