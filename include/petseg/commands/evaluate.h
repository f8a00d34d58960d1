#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "petseg/report/report.h"

namespace petseg {

struct EvaluateOptions {
  std::string model_uri;
  std::filesystem::path data = "data/preprocessed";
  std::optional<std::filesystem::path> out;  ///< else `report` beside the model's folder
  std::vector<std::string> categories;       ///< as EvaluationOptions::categories
  std::string device = "auto";               ///< one of kDeviceNames
};

struct EvaluateResult {
  std::filesystem::path folder;
  Report report;
};

/// Scores a saved model on the test and debugging photos of a data set, as train does at its end.
EvaluateResult evaluate(const EvaluateOptions& options);

}  // namespace petseg
