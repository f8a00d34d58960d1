#include <sstream>

#include "petseg/core/error.h"

#include "sources/label_studio/json.h"
#include "sources/label_studio/task.h"
#include "support/expect_error.h"

using testing::AllOf;
using testing::HasSubstr;

namespace petseg {
namespace {

std::vector<Json> items_of(const std::string& text) {
  std::vector<Json> items;
  read_items(text, "x.json", [&](const Json& item, std::size_t index) {
    EXPECT_EQ(index, items.size());
    items.push_back(item);
  });
  return items;
}

std::string nested(int levels) {
  std::string text;
  for (int i = 0; i < levels; ++i) text += "{\"a\":";
  return "[" + text + "1" + std::string(static_cast<std::size_t>(levels), '}') + "]";
}

TEST(ReadItems, BuildsItemsAsAnyParserDoes) {
  const std::string text =
      R"([{"b": [1, -2, 2.5, "x", null, true, [], {}], "a": {"c": {"d": [[1, 2]]}}}, {}, {"e": 1}])";

  EXPECT_EQ(Json(items_of(text)), Json::parse(text));
}

TEST(ReadItems, ReadsStreamsAsTexts) {
  std::istringstream stream(R"([{"a": 1}, {"a": 2}])");
  std::vector<Json> items;
  read_items(stream, "x.json", [&](const Json& item, std::size_t) { items.push_back(item); });

  EXPECT_EQ(Json(items), Json::parse(R"([{"a": 1}, {"a": 2}])"));
}

TEST(ReadItems, KeepsBrushesAsBytes) {
  const auto items = items_of(R"([{"value": {"rle": [0, 255, 7], "format": "rle"}, "rle": 3}])");

  EXPECT_EQ(items[0]["value"]["rle"], Json::binary({0, 255, 7}));
  EXPECT_EQ(items[0]["value"]["format"], "rle");
  EXPECT_EQ(items[0]["rle"], 3);
}

TEST(ReadItems, KeepsTheFirstValueOfABrushThatIsNoByte) {
  const auto items = items_of(
      R"([{"a": {"rle": [1, 256, "x"], "b": 2}, "c": {"rle": [1, {"rle": [3], "d": [4]}, 5], "e": 6}}])");

  EXPECT_EQ(items[0], Json::parse(R"({"a": {"rle": 256, "b": 2}, "c": {"rle": {}, "e": 6}})"));
}

TEST(ReadItems, CountsWhatOthersThanAnnotatorsLeft) {
  const auto items = items_of(
      R"([{"predictions": [{"result": [1, {"rle": [1]}]}, 2], "drafts": [], "prediction": {"a": [1], "b": 2}, "c": 1}])");

  EXPECT_EQ(items[0], Json::parse(R"({"predictions": 2, "drafts": 0, "prediction": 2, "c": 1})"));
}

TEST(ReadItems, LimitsTheDepthOfNesting) {
  EXPECT_EQ(items_of(nested(31)).size(), 1U);
  EXPECT_ERROR(items_of(nested(32)), DataError, HasSubstr("x.json: /0: nests more than 32 levels"));
  EXPECT_ERROR(items_of(R"([{"predictions": )" + nested(32) + "}]"), DataError,
               HasSubstr("nests more than 32 levels"));
  EXPECT_ERROR(items_of("[{\"rle\": " + std::string(100000, '[')), DataError,
               HasSubstr("nests more than 32 levels"));
}

TEST(ReadItems, LimitsTheKeysOfAnObject) {
  std::string text = "[{\"id\": 3";
  for (int i = 0; i < 1000; ++i) text += ",\"" + std::to_string(i) + "\":1";

  EXPECT_ERROR(items_of(text + "}]"), DataError,
               HasSubstr("task 3 (/0): an object of more than 1000 keys"));
}

TEST(ReadItems, LimitsTheSizeOfAnItem) {
  std::string list = "1";
  for (int i = 0; i < (1 << 20); ++i) list += ",1";
  EXPECT_EQ(items_of("[{\"a\":[" + list + "]},{\"a\":[" + list + "]}]").size(), 2U);

  std::string text = "[{\"id\":3,\"a\":[" + list;
  for (int i = 0; i < 4; ++i) text += "," + list;
  EXPECT_ERROR(items_of(text + "]}]"), DataError,
               HasSubstr("task 3 (/0): takes more than 256 MiB"));
}

TEST(ReadItems, NamesLineAndColumnOfWhatIsNoJson) {
  EXPECT_ERROR(items_of("[{\"id\": 4,\n \"a\": }]"), DataError,
               AllOf(HasSubstr("x.json: task 4 (/0): line 2, column 7: not JSON: ")));
  EXPECT_ERROR(items_of("[{\"a\": 1e999}]"), DataError, HasSubstr("/0: not JSON: "));
  EXPECT_ERROR(items_of("[{\"a\": \"\xff\"}]"), DataError,
               HasSubstr("/0: line 1, column 9: not JSON"));
}

TEST(ParseTime, ReadsTheTimesOfExports) {
  EXPECT_EQ(parse_time("1970-01-01T00:00:01Z"), 1'000'000);
  EXPECT_EQ(parse_time("1970-01-02T00:00:00.000007Z"), 86'400'000'007);
  EXPECT_EQ(parse_time("2024-02-29T12:30:00.5+02:30"), parse_time("2024-02-29T10:00:00.500Z"));
  EXPECT_EQ(parse_time("2024-02-29T00:00:00-01:00"), parse_time("2024-02-29T01:00:00Z"));
  EXPECT_EQ(parse_time("2023-02-29T00:00:00Z"), 0);
  EXPECT_EQ(parse_time("yesterday"), 0);
}

}  // namespace
}  // namespace petseg
