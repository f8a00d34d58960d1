#pragma once

#include <array>

#include <CLI/CLI.hpp>

#include "petseg/report/comparison.h"

#include "cli/validators.h"

namespace petseg {

/// --max_regression and --metric, which compare and train have alike.
inline std::array<CLI::Option*, 2> add_regression_options(CLI::App& command, RegressionRule& rule) {
  auto* allowed =
      command
          .add_option("--max_regression,--max-regression", rule.allowed,
                      "end with 5 where the test set or a category lost more than this")
          ->check(number("NONNEGATIVE", "a number, 0 or more", [](double v) { return v >= 0; }));
  auto* metric = command
                     .add_option("--metric", rule.metric,
                                 "shown beside mIoU, and what --max_regression is about")
                     ->capture_default_str();
  return {allowed, metric};
}

}  // namespace petseg
