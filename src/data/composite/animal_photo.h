#pragma once

#include <functional>
#include <optional>

#include <opencv2/core/mat.hpp>

#include "data/composite/clearing.h"
#include "data/composite/ground.h"
#include "data/composite/lazy.h"
#include "data/composite/look.h"
#include "data/composite/matte.h"
#include "data/composite/subject.h"

namespace petseg {

/// A photo of an animal, and what composing has to know of it alone: the same animal is pasted, and
/// the same photo pasted into, many times. All of it is found when it is first asked for, and may
/// be asked for by many threads at once.
class AnimalPhoto {
 public:
  using Load = std::function<cv::Mat()>;

  /// Both of one size: an 8-bit RGB image, and a mask of class ids and kIgnoreLabel.
  AnimalPhoto(Load image, Load mask);

  const cv::Mat& image() const;
  const cv::Mat& mask() const;

  /// Empty when the mask shows no animal. What follows needs one, but for the frame.
  const std::optional<Subject>& subject() const;
  bool has_frame() const;

  /// Whether the animal still looks whole when it is pasted into another photo: it looks natural,
  /// and its own photo cuts it neither above nor at more than one other side.
  bool can_be_pasted() const;
  /// Whether it looks natural and its own photo cuts it at no side.
  bool is_whole() const;

  const Matte& matte() const;
  const Ground& ground() const;
  /// Of the whole photo, with the sharpness of the part that shows the animal.
  const Look& look() const;
  const std::optional<Clearing>& clearing() const;

 private:
  bool looks_natural() const;

  Load load_image_, load_mask_;
  Lazy<cv::Mat> image_, mask_;
  Lazy<std::optional<Subject>> subject_;
  Lazy<bool> has_frame_, looks_natural_;
  Lazy<Matte> matte_;
  Lazy<Ground> ground_;
  Lazy<Look> look_;
  Lazy<std::optional<Clearing>> clearing_;
};

}  // namespace petseg
