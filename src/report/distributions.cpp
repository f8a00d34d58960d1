#include "report/distributions.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace petseg {
namespace {

/// Of a function that grows from 0 to 1. Slower than a rational approximation, and exact.
template <class Cdf>
double inverse(double probability, const Cdf& cdf) {
  double low = -1;
  double high = 1;
  while (cdf(low) > probability) low *= 2;
  while (cdf(high) < probability) high *= 2;
  for (double middle = (low + high) / 2; low < middle && middle < high; middle = (low + high) / 2) {
    (cdf(middle) < probability ? low : high) = middle;
  }
  return (low + high) / 2;
}

/// The continued fraction of the incomplete beta function (Abramowitz and Stegun 26.5.8), from its
/// inner end.
double beta_fraction(double a, double b, double x) {
  constexpr int kTerms = 200;
  double fraction = 1;
  for (int m = kTerms; m >= 1; --m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    const double odd = -(a + m - 1) * (a + b + m - 1) * x / ((a + 2 * m - 2) * (a + 2 * m - 1));
    fraction = 1 + odd / (1 + even / fraction);
  }
  return 1 / fraction;
}

/// The regularised incomplete beta function.
double incomplete_beta(double a, double b, double x) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast below the mean.
  if (x > (a + 1) / (a + b + 2)) return 1 - incomplete_beta(b, a, 1 - x);
  const double factor =
      std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log1p(-x);
  return std::exp(factor) * beta_fraction(a, b, x) / a;
}

}  // namespace

double normal_cdf(double x) { return std::erfc(-x / std::numbers::sqrt2) / 2; }

double normal_quantile(double probability) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (probability <= 0) return -kInfinity;
  if (probability >= 1) return kInfinity;
  return inverse(probability, normal_cdf);
}

double student_cdf(double t, double freedom) {
  const double tail = incomplete_beta(freedom / 2, 0.5, freedom / (freedom + t * t)) / 2;
  return t < 0 ? tail : 1 - tail;
}

double student_quantile(double probability, double freedom) {
  return inverse(probability, [&](double t) { return student_cdf(t, freedom); });
}

}  // namespace petseg
