#include "core/json.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "petseg/core/error.h"

#include "support/expect_error.h"
#include "support/temp_dir.h"

using testing::AllOf;
using testing::HasSubstr;

namespace petseg {
namespace {

TEST(ParseJson, KeepsTheOrderOfKeysAndAllowsComments) {
  const Json json = parse_json("{\"b\": 1, // why\n \"a\": 2}", "x.json");
  EXPECT_EQ(json.dump(), "{\"b\":1,\"a\":2}");
}

TEST(ParseJson, NamesLineAndColumn) {
  EXPECT_ERROR(parse_json("{\n  \"a\": 1,\n  \"b\" 2\n}", "setup.json"), ConfigError,
               AllOf(HasSubstr("setup.json: line 3, column 7"), HasSubstr("not JSON")));
}

TEST(ParseJson, NamesTheFirstColumn) {
  EXPECT_ERROR(parse_json("]", "x.json"), ConfigError, HasSubstr("line 1, column 1"));
}

TEST(ParseJson, RefusesAnEmptyFile) {
  EXPECT_ERROR(parse_json("", "x.json"), ConfigError, HasSubstr("x.json: line 1, column 1"));
}

TEST(ParseJson, RefusesAKeyThatStandsTwice) {
  EXPECT_ERROR(parse_json(R"({"params": {"lr": 1, "lr": 2}})", "x.json"), ConfigError,
               HasSubstr("\"lr\" stands twice"));
}

TEST(ParseJson, AllowsOneKeyInTwoObjects) {
  EXPECT_NO_THROW(parse_json(R"([{"a": 1}, {"a": {"a": 2}}])", "x.json"));
}

TEST(ReadJson, NamesAMissingFile) {
  const TempDir dir;
  EXPECT_ERROR(read_json(dir.path() / "setup.json"), IoError, HasSubstr("setup.json: cannot read"));
}

TEST(JsonValue, ReturnsTheTypeThatIsAsked) {
  const Json json = {{"n", 3}, {"name", "cat"}};
  EXPECT_EQ(json_value<int>(json, "n", "f"), 3);
  EXPECT_EQ(json_value<std::string>(json, "name", "f"), "cat");
}

TEST(JsonValue, NamesFileAndKeyOfWhatIsMissingOrOfAnotherType) {
  const Json json = {{"n", "three"}};
  EXPECT_ERROR(json_value<int>(json, "m", "model.json"), DataError,
               HasSubstr("model.json: the key \"m\" is missing"));
  EXPECT_ERROR(json_value<int>(json, "n", "model.json"), DataError,
               HasSubstr("model.json: the key \"n\" holds \"three\""));
  EXPECT_ERROR(json_value<int>(Json::array(), "n", "model.json"), DataError,
               HasSubstr("the key \"n\" is missing"));
}

TEST(JsonExcerpt, IsShortAndSurvivesBrokenText) {
  EXPECT_EQ(json_excerpt(Json(std::string(100, 'x'))), "\"" + std::string(56, 'x') + "...");
  EXPECT_NO_THROW(json_excerpt(Json("\xff")));
}

}  // namespace
}  // namespace petseg
