#pragma once

#include "core/json.h"
#include "sources/coco/rle.h"

namespace petseg {

/// The shape that an annotation's "segmentation" describes in a photo of that size: a list of
/// polygons, or {"size": [height, width], "counts": …} with compressed or uncompressed run lengths.
/// Throws DataError with the reason alone.
Runs runs_of_segmentation(const Json& segmentation, cv::Size size);

}  // namespace petseg
