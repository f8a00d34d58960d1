#include "petseg/train/setup_help.h"

#include <filesystem>
#include <sstream>

#include <gmock/gmock.h>

#include "petseg/core/files.h"
#include "petseg/train/setup.h"

#include "core/json.h"

namespace petseg {
namespace {

using testing::HasSubstr;

const std::filesystem::path kShipped =
    std::filesystem::path(__FILE__).parent_path() / ".." / ".." / "config" / "setup.schema.json";

/// The lines of --explain from that which says a key's default to the next empty one.
std::string explained(const std::string& key) {
  const std::string text = explain_setup();
  const std::size_t begin = text.find("\n  " + key + " = ");
  return begin == std::string::npos ? "" : text.substr(begin, text.find("\n\n", begin) - begin);
}

TEST(ExplainSetup, SaysDefaultRangeAndMeaningOfAKey) {
  EXPECT_EQ(explained("label_smoothing"),
            "\n  label_smoothing = 0  (a number, 0 to 0.9)\n      CE and Focal: share of each "
            "pixel's truth that is spread over all classes");
  EXPECT_THAT(explained("learning_rate"), HasSubstr("(a number, above 0)\n"));
  EXPECT_THAT(explained("optimizer"), HasSubstr("(one of \"AdamW\", \"Adam\", \"SGD\")\n"));
  EXPECT_THAT(explained("milestones"), HasSubstr("(a list of whole numbers, each 1 or more)\n"));
  EXPECT_THAT(explained("flip"), HasSubstr("      probability that it is mirrored"));
}

TEST(ExplainSetup, SaysWhatOtherModelsHave) {
  EXPECT_THAT(explained("frozen_stages"), HasSubstr("0 to 5)\n      VGG16-Unet: 5; Unet: 0\n"));
  EXPECT_THAT(explained("schedule"), HasSubstr("\n      VGG16-Unet: \"plateau\"\n"));
  EXPECT_THAT(explained("enabled"), HasSubstr("\n      VGG16-Unet: false\n"));
  EXPECT_THAT(explained("encoder_weights"), HasSubstr("\n      Unet: \"none\"\n"));
}

TEST(ExplainSetup, HasEveryKeyAndNoLineThatIsTooLong) {
  for (const auto& option : setup_options()) {
    EXPECT_NE(explained(std::string(option.pointer.substr(option.pointer.rfind('/') + 1))), "")
        << option.pointer;
  }
  std::istringstream lines(explain_setup());
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 100U) << line;
}

TEST(SetupSchema, IsTheOneThatShips) {
  EXPECT_EQ(read_file(kShipped), setup_schema())
      << "petseg train --schema > config/setup.schema.json brings it up to date";
}

TEST(SetupSchema, HasEveryKeyWithItsRange) {
  const Json schema = parse_json(setup_schema(), "schema");
  const auto key = [&](const char* section, const char* name) {
    return schema["properties"][section]["properties"][name];
  };

  EXPECT_EQ(key("params", "learning_rate")["exclusiveMinimum"], 0);
  EXPECT_EQ(key("params", "frozen_stages")["maximum"], 5);
  EXPECT_EQ(key("params", "optimizer")["enum"], (Json{"AdamW", "Adam", "SGD"}));
  EXPECT_EQ(key("params", "milestones")["items"]["minimum"], 1);
  EXPECT_EQ(key("setup", "class_weights")["anyOf"][0]["const"], "auto");
  EXPECT_EQ(schema["properties"]["tags"]["additionalProperties"]["type"], "string");
  for (const auto& option : setup_options()) {
    Json::json_pointer at("/properties");
    const std::string pointer(option.pointer);
    const std::size_t slash = pointer.rfind('/');
    if (slash > 0) at = at / pointer.substr(1, slash - 1) / "properties";
    at = at / pointer.substr(slash + 1);
    ASSERT_TRUE(schema.contains(at)) << pointer;
    EXPECT_TRUE(schema[at].contains("default")) << pointer;
    EXPECT_TRUE(schema[at]["description"].is_string()) << pointer;
  }
}

}  // namespace
}  // namespace petseg
