#include "petseg/train/lr_range.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "petseg/core/error.h"

#include "support/expect_error.h"

namespace petseg {
namespace {

/// A curve of these losses, at rates of a ramp.
LrCurve curve_of(const LrRamp& ramp, const std::function<double(double)>& loss) {
  LrCurve curve;
  for (int step = 0; step < ramp.steps && !curve.diverged; ++step) {
    curve.add(ramp.rate(step), loss(ramp.rate(step)));
  }
  return curve;
}

/// Falls by a half around 1e-3, and grows without bound from 0.1 on.
double usual_loss(double rate) { return 2 - 1 / (1 + 1e-3 / rate) + rate / 0.1; }

TEST(LrRamp, GrowsByOneFactorFromEndToEnd) {
  const LrRamp ramp{.low = 1e-6, .high = 1, .steps = 7};

  for (int step = 0; step < 7; ++step) {
    EXPECT_NEAR(ramp.rate(step) / std::pow(10, step - 6), 1, 1e-9);
  }
}

TEST(LrCurve, SmoothsWithoutThePullOfItsStart) {
  LrCurve curve;
  for (const double loss : {2.0, 1.0, 4.0}) curve.add(1e-3, loss);

  EXPECT_NEAR(curve.smoothed[0], 2, 1e-12);
  EXPECT_NEAR(curve.smoothed[1], (0.9 * 2 + 1) / 1.9, 1e-12);
  EXPECT_NEAR(curve.smoothed[2], (0.81 * 2 + 0.9 * 1 + 4) / 2.71, 1e-12);
}

TEST(LrCurve, EndsWhenTheLossHasDoubled) {
  const LrCurve curve = curve_of({}, usual_loss);

  EXPECT_TRUE(curve.diverged);
  EXPECT_LT(curve.rates.back(), 1);
  EXPECT_GT(curve.smoothed.back(), 2 * std::ranges::min(curve.smoothed));
  EXPECT_FALSE(curve_of({.high = 1e-2}, usual_loss).diverged);
}

TEST(LrCurve, LeavesOutALossThatIsNoNumber) {
  LrCurve curve;
  curve.add(1e-3, 1);
  curve.add(1e-2, std::numeric_limits<double>::quiet_NaN());

  EXPECT_TRUE(curve.diverged);
  EXPECT_EQ(curve.rates.size(), 1U);
}

TEST(ProposeRate, IsWhereTheLossFallsFastest) {
  const LrProposal proposal = propose_rate(curve_of({.steps = 1000}, usual_loss));

  // Of the losses themselves that is nearly 1e-3; their mean follows ten steps later.
  EXPECT_GT(proposal.rate, 8e-4);
  EXPECT_LT(proposal.rate, 1.4e-3);
  EXPECT_GT(proposal.lowest, 9e-3);
  EXPECT_LT(proposal.lowest, 1.2e-2);
}

TEST(ProposeRate, DoesNotMindALevelLossBehindTheFall) {
  const auto level = [](double rate) { return 2 - 1 / (1 + 1e-3 / rate); };

  EXPECT_LT(propose_rate(curve_of({.steps = 1000}, level)).rate, 1.4e-3);
}

TEST(ProposeRate, NeedsALossThatFell) {
  const char* const says = "the loss fell at no rate";
  EXPECT_ERROR(propose_rate(curve_of({}, [](double) { return 1.0; })), RunError,
               testing::HasSubstr(says));
  EXPECT_ERROR(propose_rate(curve_of({}, [](double rate) { return 1 + rate; })), RunError,
               testing::HasSubstr(says));
}

}  // namespace
}  // namespace petseg
