#pragma once

#include <cstddef>
#include <vector>

#include "petseg/report/scored_photo.h"

namespace petseg {

/// From this ScoredPhoto::disputed on a person should look at the truth.
inline constexpr double kDisputed = 0.01;

/// Indices of the photos whose truth may be wrong, by label quality, the likeliest first: those of
/// which the model is sure, over a connected part of at least kDisputed, that another class is
/// there. Often it is the model that is wrong; a person has to say. Photos that were made are left
/// out, since their truth is that of the photos they were made from.
std::vector<std::size_t> label_suspects(const std::vector<ScoredPhoto>& photos);

}  // namespace petseg
