#pragma once

#include <optional>
#include <string>

#include "petseg/metrics/segmentation_metrics.h"

namespace petseg {

/// By the name it has in named_measures(); nothing where there is no value.
inline std::optional<double> metric_value(const SegmentationMetrics& metrics,
                                          const std::string& name) {
  for (const auto& [metric, value] : named_values(metrics)) {
    if (metric == name) return value;
  }
  return std::nullopt;
}

}  // namespace petseg
