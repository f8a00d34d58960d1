#pragma once

#include <optional>
#include <string>
#include <vector>

#include "petseg/image/figure.h"
#include "petseg/metrics/segmentation_metrics.h"

namespace petseg {

/// "0.912", or "–" where there is no value.
std::string score_text(std::optional<double> value);

/// "1.3 %", or "–".
std::string percent_text(std::optional<double> value);

/// A photo's metrics as its figure shows them.
std::vector<FigureScore> figure_scores(const PhotoScore& score);

}  // namespace petseg
