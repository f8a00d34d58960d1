#pragma once

#include <optional>
#include <vector>

#include <opencv2/core/types.hpp>

#include "sources/json_place.h"
#include "sources/label_map.h"
#include "sources/label_studio/annotation.h"

namespace petseg {

/// One entry of an annotation.
struct ResultPlace {
  JsonPlace value;   ///< the shape and its labels
  JsonPlace holder;  ///< what holds original_width and original_height
  std::string type;  ///< "brushlabels"; empty in JSON-MIN
  std::string id;    ///< the region's; empty in JSON-MIN
};

/// The regions of one annotation.
struct ReadRegions {
  cv::Size size;  ///< at which the annotator saw the photo; 0×0 where no region says
  std::vector<Region> regions;
};

/// Reads brushes, rectangles, ellipses and polygons and passes over what is none of them. Throws
/// DataError that begins with a JSON pointer when one is malformed, has no label or one that is not
/// known, or was drawn on a turned photo, and for kinds of masks that are not read.
ReadRegions read_regions(const std::vector<ResultPlace>& results, const LabelMap& labels);

}  // namespace petseg
