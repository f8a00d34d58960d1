#include "data/making.h"

#include <fmt/format.h>

namespace petseg {

std::string making(const PhotoRecord& record) {
  const auto severity = record.recipe.find("severity");
  return severity == record.recipe.end() ? record.made
                                         : fmt::format("{} {}", record.made, severity->second);
}

}  // namespace petseg
