#pragma once

#include <string_view>

#include "petseg/report/report.h"

#include "core/json.h"

namespace petseg {

/// What pages are told of a photo, and of what was scored.
Json page_json(const PhotoRecord& record);
Json page_json(const ReportSubject& subject);
std::string_view seen_text(Seen seen);

/// What report.html is told of a report, but for its photos.
Json page_json(const Report& report);

/// What it is told of a scored photo, but for its pictures.
Json page_json(const ScoredPhoto& photo);

}  // namespace petseg
