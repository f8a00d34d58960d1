#pragma once

#include <string>

#include "petseg/report/scored_run.h"

#include "report/scored_photos.h"

namespace petseg {

/// Three test photos and one dark one, with so many of 100 pet pixels found.
inline ScoredRun scored_run(const std::string& name, int first, int second, int third, int dark) {
  return {.name = name,
          .photos = {cat_photo("a", first), cat_photo("b", second), cat_photo("c", third),
                     cat_photo("d", dark, {"dark"})}};
}

}  // namespace petseg
