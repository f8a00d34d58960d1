#pragma once

#include "petseg/report/report.h"

#include "core/json.h"

namespace petseg {

/// What report.html is told of a report, but for its photos.
Json page_json(const Report& report);

/// What it is told of a photo, but for its pictures.
Json page_json(const ScoredPhoto& photo);

}  // namespace petseg
