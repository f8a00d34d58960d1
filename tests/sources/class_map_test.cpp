#include "sources/class_map.h"

#include <opencv2/core.hpp>

#include "petseg/core/classes.h"
#include "petseg/core/error.h"

#include "support/expect_error.h"

using testing::AllOf;
using testing::HasSubstr;

namespace petseg {
namespace {

using Values = cv::Mat_<std::uint8_t>;

Values row_of(std::initializer_list<int> values) {
  Values row(1, static_cast<int>(values.size()));
  std::copy(values.begin(), values.end(), row.begin());
  return row;
}

TEST(ParseClassMap, MapsValuesToClasses) {
  const ClassMap map = parse_class_map(
      R"({"0": "background", "8": "cat", "12": "dog", "13": "background", "255": "ignore"})",
      "classes.json");

  EXPECT_EQ(map, (ClassMap{{0, 0}, {8, 1}, {12, 2}, {13, 0}, {255, kIgnoreLabel}}));
  EXPECT_EQ(class_map_text(map), "0 background, 8 cat, 12 dog, 13 background, 255 ignore");
}

TEST(ParseClassMap, SuggestsTheClassThatWasMeant) {
  EXPECT_ERROR(
      parse_class_map(R"({"1": "cats"})", "classes.json"), ConfigError,
      AllOf(HasSubstr("classes.json: \"1\": \"cats\""), HasSubstr("did you mean \"cat\"")));
}

TEST(ParseClassMap, RefusesKeysThatAreNoMaskValues) {
  for (const char* key : {"256", "-1", "01", "+1", " 1", "1.0", "cat", ""}) {
    const std::string text = std::string("{\"") + key + "\": \"cat\"}";
    EXPECT_ERROR(parse_class_map(text, "classes.json"), ConfigError,
                 AllOf(HasSubstr(std::string("\"") + key + "\""), HasSubstr("\"0\" … \"255\"")));
  }
}

TEST(ParseClassMap, RefusesWhatIsNoMap) {
  EXPECT_ERROR(parse_class_map(R"({"1": "cat", "1": "dog"})", "c.json"), ConfigError,
               HasSubstr("\"1\" stands twice"));
  EXPECT_ERROR(parse_class_map(R"({"1": 2})", "c.json"), ConfigError,
               HasSubstr("\"1\": 2, expected the name of a class"));
  EXPECT_ERROR(parse_class_map(R"(["cat"])", "c.json"), ConfigError, HasSubstr("a list"));
  EXPECT_ERROR(parse_class_map(R"({"0": )", "c.json"), ConfigError, HasSubstr("not JSON"));
  EXPECT_ERROR(parse_class_map(R"({"0": "background", "1": "ignore"})", "c.json"), ConfigError,
               HasSubstr("no value stands for \"cat\" or \"dog\""));
}

TEST(MaskFromValues, AppliesTheMap) {
  const ClassMap map{{0, kBackground}, {8, kCat}, {12, kDog}, {255, kIgnoreLabel}};

  const cv::Mat mask = mask_from_values(row_of({0, 8, 12, 255}), map, "m.png");

  EXPECT_EQ(cv::countNonZero(mask != row_of({0, 1, 2, 255})), 0);
}

TEST(MaskFromValues, NamesValuesThatTheMapLacksAndTheirPixels) {
  EXPECT_ERROR(mask_from_values(row_of({1, 4, 4, 7, 0}), default_class_map(), "m.png"), DataError,
               AllOf(HasSubstr("m.png"), HasSubstr("4 (2 pixels), 7 (1 pixel);"),
                     HasSubstr("expected 0 background, 1 cat, 2 dog, 255 ignore")));
}

TEST(MaskFromValues, NamesOnlySomeOfManyValues) {
  Values noise(1, 256);
  for (int i = 0; i < 256; ++i) noise(0, i) = static_cast<std::uint8_t>(i);

  EXPECT_ERROR(mask_from_values(noise, default_class_map(), "m.png"), DataError,
               AllOf(HasSubstr("10 (1 pixel) and 244 more"), Not(HasSubstr("11 (1"))));
}

TEST(MaskFromValues, RejectsAMaskWithoutPet) {
  EXPECT_ERROR(mask_from_values(row_of({0, 255}), default_class_map(), "m.png"), DataError,
               HasSubstr("m.png: marks no pixel as a pet"));
}

}  // namespace
}  // namespace petseg
