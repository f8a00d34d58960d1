#pragma once

#include <functional>
#include <istream>
#include <string>
#include <string_view>

#include "core/json.h"

namespace petseg {

/// The lists at the top of a COCO file that are read.
inline constexpr std::string_view kCocoImages = "images";
inline constexpr std::string_view kCocoCategories = "categories";
inline constexpr std::string_view kCocoAnnotations = "annotations";

struct CocoVisitor {
  /// Whether the elements of a list that begins here shall be handed over.
  std::function<bool(std::string_view list)> wants;
  /// One element, an object with those of its keys that matter to masks.
  std::function<void(std::string_view list, const Json& element)> take;
};

/// Reads a COCO file element by element: what it holds in memory is one of them. Throws DataError
/// when it is not JSON, nested too deeply, an element is no object or too large, or one of the
/// lists is missing, no list, or there twice.
void visit_coco(std::istream& json, const std::string& name, const CocoVisitor& visitor);

}  // namespace petseg
