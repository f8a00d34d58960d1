#pragma once

#include <optional>

#include "core/json.h"

namespace petseg {

/// null where there is no value.
inline Json number(std::optional<double> value) { return value ? Json(*value) : Json(nullptr); }

}  // namespace petseg
