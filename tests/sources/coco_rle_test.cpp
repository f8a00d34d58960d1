#include <cstdlib>
#include <limits>

#include <opencv2/core.hpp>

#include "petseg/core/error.h"

#include "core/json.h"
#include "sources/coco/rle.h"
#include "support/expect_error.h"

using testing::AllOf;
using testing::HasSubstr;

namespace petseg {
namespace {

/// What scripts/make_coco_golden.py wrote; another of its files where PETSEG_COCO_GOLDEN names one.
Json golden_shapes() {
  const char* other = std::getenv("PETSEG_COCO_GOLDEN");
  return read_json(other != nullptr ? other : PETSEG_SOURCES_GOLDEN "/coco_shapes.json");
}

cv::Size size_of(const Json& shape) { return {shape.at("width"), shape.at("height")}; }

TEST(RunsOfPolygon, AreThoseOfPycocotools) {
  const Json shapes = golden_shapes().at("polygons");
  ASSERT_GE(shapes.size(), 100U);
  for (const Json& shape : shapes) {
    const cv::Size size = size_of(shape);
    std::vector<PixelRun> runs;
    for (const auto& polygon : shape.at("polygons").get<std::vector<std::vector<double>>>()) {
      const Runs part = runs_of_polygon(polygon, size);
      runs.insert(runs.end(), part.begin(), part.end());
    }
    const Runs instance = union_of(std::move(runs));

    EXPECT_EQ(instance, runs_of_string(shape.at("counts").get<std::string>(), size))
        << shape.at("name");
    EXPECT_EQ(pixel_count(instance), shape.at("pixels").get<std::int64_t>()) << shape.at("name");
  }
}

TEST(RunsOfCounts, AreThoseOfPycocotools) {
  for (const Json& shape : golden_shapes().at("run_lengths")) {
    const cv::Size size = size_of(shape);
    const std::string text = shape.at("counts");

    const Runs runs = runs_of_counts(shape.at("lengths").get<std::vector<std::int64_t>>(), size);

    EXPECT_EQ(runs, runs_of_string(text, size)) << shape.at("name");
    EXPECT_EQ(string_of_runs(runs, size), text) << shape.at("name");
    EXPECT_EQ(pixel_count(runs), shape.at("pixels").get<std::int64_t>()) << shape.at("name");
  }
}

TEST(RunsOfPolygon, FillsAnOutlineThatCrossesItselfByTheEvenOddRule) {
  // Two squares drawn in one stroke, one within the other.
  const std::vector<double> xy{0, 0, 9, 0, 9, 9, 0, 9, 0, 0, 3, 3, 6, 3, 6, 6, 3, 6, 3, 3};

  EXPECT_EQ(pixel_count(runs_of_polygon(xy, {12, 12})), 81 - 9);
}

TEST(RunsOfPolygon, RejectsWhatIsNoOutline) {
  const auto rejected = [](const std::vector<double>& xy, const std::string& reason) {
    EXPECT_ERROR(runs_of_polygon(xy, {8, 8}), DataError, HasSubstr(reason));
  };
  rejected({0, 0, 5, 5, 3}, "5 numbers, expected pairs");
  rejected({0, 0, 5, 5}, "2 points, expected three");
  rejected({}, "0 points");
  rejected({0, 0, 5, 5, std::numeric_limits<double>::quiet_NaN(), 2}, "coordinate nan");
  rejected({0, 0, 5, 5, -std::numeric_limits<double>::infinity(), 2}, "coordinate -inf");
  rejected({0, 0, 5, 5, 1e12, 2}, "coordinate 1000000000000");
}

TEST(RunsOfPolygon, GivesUpOnEndlessScribbles) {
  std::vector<double> xy;
  for (int i = 0; i < 100; ++i) {
    xy.insert(xy.end(), {i % 2 == 0 ? 0.0 : 60000.0, static_cast<double>(i)});
  }

  EXPECT_ERROR(runs_of_polygon(xy, {60000, 8}), DataError, HasSubstr("more than 4194304 times"));
}

TEST(RunsOfCounts, JoinsRunsThatTouch) {
  EXPECT_EQ(runs_of_counts(std::vector<std::int64_t>{2, 3, 0, 4, 0, 0, 3}, {4, 3}), (Runs{{2, 9}}));
}

TEST(RunsOfCounts, RejectsCountsThatDoNotAddUp) {
  const auto rejected = [](const std::vector<std::int64_t>& counts, const std::string& reason) {
    EXPECT_ERROR(runs_of_counts(counts, {4, 3}), DataError, HasSubstr(reason));
  };
  rejected({2, 3}, "run lengths of 5 pixels, expected 3 x 4");
  rejected({}, "run lengths of 0 pixels");
  rejected({2, 11}, "count 2 of 11 does not fit in: 3 x 4");
  rejected({2, -1, 11}, "count 2 of -1");
  rejected({2, std::numeric_limits<std::int64_t>::max()}, "count 2 of 9223372036854775807");
}

TEST(RunsOfString, RejectsDamagedText) {
  const auto rejected = [](std::string_view text, const std::string& reason) {
    EXPECT_ERROR(runs_of_string(text, {4, 3}), DataError, HasSubstr(reason));
  };
  EXPECT_EQ(runs_of_string("<", {4, 3}), Runs{});
  rejected("<\x1f", "damaged");
  rejected("1\xff", "damaged");
  rejected("P", "end within a number");
  rejected("oooooooooooo", "damaged");
  rejected("", "run lengths of 0 pixels");
  rejected("1", "run lengths of 1 pixels");
  rejected("N<", "count 1 of -2");
}

TEST(UnionOf, JoinsOverlappingAndTouchingRuns) {
  EXPECT_EQ(union_of({{7, 9}, {0, 2}, {1, 4}, {4, 5}, {7, 8}}), (Runs{{0, 5}, {7, 9}}));
  EXPECT_EQ(union_of({}), Runs{});
}

TEST(Paint, SetsColumnAfterColumn) {
  cv::Mat transposed = cv::Mat::zeros(3, 2, CV_8U);  // a photo of 3 x 2 pixels (width x height)

  paint(transposed, {{1, 3}, {5, 6}}, 2);

  const cv::Mat mask = transposed.t();
  EXPECT_EQ(cv::countNonZero(mask != (cv::Mat_<std::uint8_t>(2, 3) << 0, 2, 0, 2, 0, 2)), 0);
}

}  // namespace
}  // namespace petseg
