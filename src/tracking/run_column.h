#pragma once

#include <string>
#include <variant>

#include "petseg/tracking/tracked_run.h"

namespace petseg {

enum class RunField { kMetric, kParam, kTag, kAttribute, kDataset };

/// What filters and orders of MLflow name: `metrics.loss`, `params.model`, `tags.user`,
/// `attributes.status` or only `status`, `datasets.name`.
struct RunColumn {
  RunField field = RunField::kAttribute;
  std::string key;

  /// Of a metric, or a time.
  bool is_number() const;
  /// As every MLflow takes it: metrics.`test/miou`, attributes.start_time.
  std::string text() const;
};

/// Nothing where a run has no such value; times are milliseconds since 1970.
using RunValue = std::variant<std::monostate, double, std::string>;

/// The run's value in any column but one of data sets, of which there may be several.
RunValue value_of(const TrackedRun& run, const RunColumn& column);

}  // namespace petseg
