#pragma once

namespace petseg {

/// Of the standard normal distribution, the probability of a value below x.
double normal_cdf(double x);

/// Its inverse; infinite at 0 and 1.
double normal_quantile(double probability);

/// Of Student's distribution, the probability of a value below t. `freedom` ≥ 1.
double student_cdf(double t, double freedom);

/// Its inverse, for probabilities in (0, 1).
double student_quantile(double probability, double freedom);

}  // namespace petseg
