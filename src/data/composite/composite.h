#pragma once

#include <map>
#include <optional>
#include <string>

#include "petseg/core/rng.h"
#include "petseg/data/labelled_photo.h"

#include "data/composite/animal_photo.h"

namespace petseg {

/// A photo made of two, and the numbers that say how: `scale` of the pasted animal, its corner `x`
/// and `y`, `flipped` and `in_front` (0 or 1), and the share of the covered animal that is
/// `visible`, or the `share` of a tiny one.
struct Composite {
  LabelledPhoto photo;
  std::map<std::string, double> parameters;
};

/// Puts the animal of one photo beside, before or behind the animal of another: at a size that
/// suits both (cats are smaller than dogs, what is farther away is smaller), on the same ground, in
/// the other photo's light, sharpness and grain, with soft edges and a soft shadow where it touches
/// the ground. An animal that its own photo cuts off is cut off there as well. In the mask the
/// animal in front hides the other; kIgnoreLabel around an animal stays around what is seen of it.
///
/// Empty when no placement was found that looks natural and leaves both animals well visible: each
/// at least 2 % of the photo, and half of the one that is covered. `pasted` should be one that
/// can_be_pasted().
std::optional<Composite> compose(const AnimalPhoto& pasted, const AnimalPhoto& host, Rng& rng);

/// Whether compose_tiny() can put animals into a photo: it has no frame, shows the ground below its
/// own animal, and has a clearing. About one in fourteen of the Oxford-IIIT Pets is
/// such a host.
bool has_place(const AnimalPhoto& host);

/// Puts a whole animal, small, on the ground of another photo's clearing, which becomes a photo of
/// its own. The animal takes 1 … 4 % of it. Empty when the animal is not whole, the host has no
/// place, or the animal does not fit in there.
std::optional<Composite> compose_tiny(const AnimalPhoto& pasted, const AnimalPhoto& host, Rng& rng);

}  // namespace petseg
