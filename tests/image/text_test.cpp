#include "petseg/image/text.h"

#include <limits>

#include <gtest/gtest.h>
#include <opencv2/core.hpp>

#include "petseg/image/canvas.h"

namespace petseg {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

int inked_pixels(const cv::Mat& canvas) {
  cv::Mat paper;
  cv::inRange(canvas, cv::Scalar::all(255), cv::Scalar::all(255), paper);
  return static_cast<int>(canvas.total()) - cv::countNonZero(paper);
}

TEST(PlainText, KeepsAscii) { EXPECT_EQ(plain_text("a_B-9.jpg"), "a_B-9.jpg"); }

TEST(PlainText, TakesAccentsFromLetters) {
  EXPECT_EQ(plain_text("Žofka Ærø Muß ñandú"), "Zofka Aro Mus nandu");
}

TEST(PlainText, DropsCombiningMarks) { EXPECT_EQ(plain_text("e\u0301t"), "et"); }

TEST(PlainText, MakesDashesAndQuotesPlain) { EXPECT_EQ(plain_text("“–” …"), "\"-\" .."); }

TEST(PlainText, WritesOneSubstituteForAnyOtherCharacter) {
  EXPECT_EQ(plain_text("犬 🐕 x"), "? ? x");
}

TEST(PlainText, SurvivesBrokenUtf8) {
  EXPECT_EQ(plain_text("\xff\xe4\xb8"), "???");
  EXPECT_EQ(plain_text(std::string("a\0b", 3)), "a?b");
}

TEST(ScoreText, ShowsADashForAScoreWithoutValue) {
  EXPECT_EQ(score_text(0.9124), "0.912");
  EXPECT_EQ(score_text(kNan), "–");
}

TEST(PercentText, CountsInHundredths) {
  EXPECT_EQ(percent_text(0.034), "3.4 %");
  EXPECT_EQ(percent_text(kNan), "–");
}

TEST(FitText, KeepsBothEndsOfALongName) {
  const TextStyle style;
  const std::string name = "american_pit_bull_terrier_from_the_park_127.jpg";

  const std::string fitted = fit_text(name, style, 150);

  EXPECT_LE(text_width(fitted, style), 150);
  EXPECT_EQ(fitted.substr(0, 3), "ame");
  EXPECT_EQ(fitted.substr(fitted.size() - 4), ".jpg");
}

TEST(FitText, LeavesAShortNameAlone) { EXPECT_EQ(fit_text("cat.jpg", {}, 150), "cat.jpg"); }

TEST(FitText, GivesNothingWhereNothingFits) {
  EXPECT_EQ(fit_text("cat.jpg", {}, 1), "");
  EXPECT_EQ(fit_text("", {}, -1), "");
}

TEST(DrawText, StaysWithinItsMeasuredWidth) {
  const TextStyle style{.size = 20};
  cv::Mat canvas = make_canvas(40, 300);

  draw_text(canvas, "Bengal_149.jpg", {50, 28}, style);

  const int end = 50 + cvCeil(text_width("Bengal_149.jpg", style));
  EXPECT_GT(inked_pixels(canvas), 100);
  EXPECT_EQ(inked_pixels(canvas.colRange(0, 49)), 0);
  EXPECT_EQ(inked_pixels(canvas.colRange(end + 1, 300)), 0);
}

TEST(DrawText, AlignsRight) {
  cv::Mat canvas = make_canvas(40, 300);

  draw_text(canvas, "0.912", {200, 28}, {}, Align::kRight);

  EXPECT_EQ(inked_pixels(canvas.colRange(201, 300)), 0);
  EXPECT_GT(inked_pixels(canvas.colRange(150, 200)), 0);
}

TEST(DrawText, CutsWhatLiesOutsideTheCanvas) {
  cv::Mat canvas = make_canvas(10, 10);
  EXPECT_NO_THROW(draw_text(canvas, "far away", {-500, 900}, {}));
  EXPECT_NO_THROW(draw_text(canvas, "across the edge", {-5, 5}, {}));
}

}  // namespace
}  // namespace petseg
