#pragma once

#include "data/composite/subject.h"

namespace petseg {

/// Whether the outline of an animal is straight over a long way: where a photo's frame, furniture
/// or other things before it hide a part of it. The sides at which the photo cuts it may be, and so
/// may what it lies on.
bool has_straight_edge(const Subject& subject);

}  // namespace petseg
