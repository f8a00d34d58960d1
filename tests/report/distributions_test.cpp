#include "report/distributions.h"

#include <cmath>

#include <gtest/gtest.h>

namespace petseg {
namespace {

// Values of scipy.stats.norm and scipy.stats.t.
TEST(Distributions, AreThoseOfSciPy) {
  EXPECT_NEAR(normal_cdf(-1.5), 0.06680720126885807, 1e-15);
  EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-12);
  EXPECT_NEAR(student_cdf(-2.3, 4), 0.04146951855619118, 1e-12);
  EXPECT_NEAR(student_cdf(0.4, 150), 0.6551372183041435, 1e-12);
  EXPECT_NEAR(student_cdf(-8, 900), 1.90789689831632e-15, 1e-24);
  EXPECT_NEAR(student_cdf(12, 1), 0.9735353239404101, 1e-12);
  EXPECT_NEAR(student_quantile(0.025, 29), -2.045229642132704, 1e-10);
  EXPECT_NEAR(student_quantile(0.975, 1), 12.706204736174694, 1e-8);
  EXPECT_NEAR(student_quantile(0.025, 3999), -1.9605573771860276, 1e-8);
}

TEST(Distributions, EndAtInfinity) {
  EXPECT_EQ(normal_quantile(0), -INFINITY);
  EXPECT_EQ(normal_quantile(1), INFINITY);
  EXPECT_EQ(normal_cdf(-INFINITY), 0);
  EXPECT_EQ(student_cdf(0, 7), 0.5);
}

}  // namespace
}  // namespace petseg
