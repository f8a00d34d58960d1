#pragma once

#include <opencv2/imgproc.hpp>

#include "petseg/core/classes.h"
#include "petseg/data/labelled_photo.h"

#include "data/composite/animal_photo.h"

namespace petseg {

inline const cv::Scalar kGround(120, 120, 120);
inline const cv::Scalar kCatColour(200, 60, 60);
inline const cv::Scalar kDogColour(60, 60, 200);

/// A photo of one oval animal.
inline LabelledPhoto animal_photo(ClassId species, cv::Size size, cv::Rect place) {
  LabelledPhoto made{cv::Mat(size, CV_8UC3, kGround), cv::Mat(size, CV_8U, cv::Scalar(0))};
  const cv::Point centre = (place.tl() + place.br()) / 2;
  cv::ellipse(made.mask, centre, place.size() / 2, 0, 0, 360, species, cv::FILLED);
  made.image.setTo(species == kCat ? kCatColour : kDogColour, made.mask == species);
  return made;
}

inline LabelledPhoto cat_photo() { return animal_photo(kCat, {200, 150}, {60, 40, 70, 90}); }
inline LabelledPhoto dog_photo() { return animal_photo(kDog, {300, 200}, {20, 40, 120, 140}); }

inline AnimalPhoto animal(const LabelledPhoto& photo) {
  return {[=] { return photo.image; }, [=] { return photo.mask; }};
}

/// Marks `width` pixels around the animal as not known.
inline void add_ignored_band(LabelledPhoto& photo, int width) {
  cv::Mat around;
  const cv::Mat animal = photo.mask != kBackground;
  cv::dilate(animal, around, cv::Mat::ones(2 * width + 1, 2 * width + 1, CV_8U));
  photo.mask.setTo(kIgnoreLabel, around & (animal == 0));
}

}  // namespace petseg
