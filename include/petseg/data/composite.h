#pragma once

#include <map>
#include <optional>
#include <string>

#include <opencv2/core/mat.hpp>

#include "petseg/core/rng.h"
#include "petseg/data/labelled_photo.h"

namespace petseg {

/// A photo made of two, and the numbers that say how: `scale` of the pasted animal, its corner `x`
/// and `y`, `flipped` and `in_front` (0 or 1), and the share of the covered animal that is
/// `visible`, or the `share` of a tiny one.
struct Composite {
  LabelledPhoto photo;
  std::map<std::string, double> parameters;
};

/// Whether an animal still looks whole when it is pasted into another photo: it is one piece, its
/// own photo cuts it neither above nor at more than one other side.
bool can_be_pasted(const cv::Mat& mask);

/// Whether the animal is one piece and its own photo cuts it at no side.
bool is_whole(const cv::Mat& mask);

/// Puts the animal of one photo beside, before or behind the animal of another: at a size that
/// suits both (cats are smaller than dogs, what is farther away is smaller), on the same ground, in
/// the other photo's light, sharpness and grain, with soft edges and a soft shadow where it touches
/// the ground. An animal that its own photo cuts off is cut off there as well. In the mask the
/// animal in front hides the other; kIgnoreLabel around an animal stays around what is seen of it.
///
/// Empty when no placement was found that looks natural and leaves both animals well visible: each
/// at least 2 % of the photo, and half of the one that is covered. Each mask must have the size of
/// its image. `pasted` should be one that can_be_pasted.
std::optional<Composite> compose(const LabelledPhoto& pasted, const LabelledPhoto& host, Rng& rng);

/// Puts a whole animal, small, into a part of another photo that shows no animal: the largest
/// rectangle without one that reaches down to about where the host's own stands, at least 18 % of
/// the photo, 144 pixels on the shorter side and of an aspect between 1:2 and 2:1. The animal takes
/// 1 … 4 % of it. Empty when the pasted animal is not whole, or the host has no such rectangle, or
/// no place there that looks like the ground below its own animal. Few photos are such hosts, about
/// one in twenty of the Oxford-IIIT Pets.
std::optional<Composite> compose_tiny(const LabelledPhoto& pasted, const LabelledPhoto& host,
                                      Rng& rng);

}  // namespace petseg
