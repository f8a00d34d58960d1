#pragma once

#include <istream>
#include <string>
#include <vector>

#include "petseg/sources/coco.h"

namespace petseg {

/// A photo that a COCO file lists: either it has an annotation, or a fault for which it is
/// rejected.
struct CocoPhoto {
  std::string file_name;   ///< empty where the fault is that of the name
  std::string annotation;  ///< as coco_annotation() writes it
  std::string fault;
};

/// What a COCO file holds of the mapped categories.
struct CocoListing {
  std::vector<CocoPhoto> photos;       ///< in the order of the file
  std::size_t without_annotation = 0;  ///< images that have none of a mapped category
  std::string orphans;                 ///< what is wrong with annotations of no image, or empty
};

/// Reads a COCO file, the stream being one that can be rewound; of the options, categories and
/// crowd. Throws as read_coco() does.
CocoListing list_coco(std::istream& json, const std::string& name, const CocoOptions& options);

}  // namespace petseg
