#include "core/option_json.h"

#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/expect_error.h"

using testing::AllOf;
using testing::HasSubstr;

namespace petseg {
namespace {

struct Spice {
  std::string name = "salt";
  double grams = 1;
};

struct Recipe {
  std::string encoder = "lite0";
  int epochs = 10;
  double rate = 0.1;
  bool ema = true;
  std::vector<int> channels{64, 32};
  std::vector<std::string> losses{"ce"};
  NumbersOrAuto weights;
  std::map<std::string, std::string> tags;
  Spice spice;
};

const OptionTable<Spice> kSpiceTable{
    {"/spice/name", &Spice::name, Choices{"salt", "pepper"}, "the spice"},
    {"/spice/grams", &Spice::grams, Range{.low = 0}, "how much of it"},
};

const OptionTable<Recipe> kOwnTable{
    {"/model/encoder", &Recipe::encoder, Choices{"lite0", "vgg16"}, "the encoder"},
    {"/params/epochs", &Recipe::epochs, Range{1, 1000}, "passes over the data"},
    {"/params/rate", &Recipe::rate, Range{.low = 0, .high = 1, .above_low = true}, "of learning"},
    {"/params/ema", &Recipe::ema, {}, "average the weights"},
    {"/model/channels", &Recipe::channels, Range{1, 512}, "of each stage"},
    {"/losses", &Recipe::losses, Choices{"ce", "dice"}, "summed"},
    {"/weights", &Recipe::weights, Range{.low = 0}, "of the classes"},
    {"/tags", &Recipe::tags, {}, "of the run"},
};

const OptionTable<Recipe> kTable = [] {
  OptionTable<Recipe> table = kOwnTable;
  add_options_of(&Recipe::spice, kSpiceTable, table);
  return table;
}();

Recipe read(const char* text) {
  return options_from_json(kTable, parse_json(text, "setup.json"), "setup.json");
}

TEST(OptionsFromJson, FillsWhatIsThereAndKeepsDefaults) {
  const Recipe recipe = read(R"({"model": {"encoder": "vgg16"}, "params": {"ema": false, "rate": 1},
                                 "losses": ["ce", "dice"], "tags": {"who": "me"}})");

  EXPECT_EQ(recipe.encoder, "vgg16");
  EXPECT_EQ(recipe.epochs, 10);
  EXPECT_DOUBLE_EQ(recipe.rate, 1.0);
  EXPECT_FALSE(recipe.ema);
  EXPECT_EQ(recipe.losses, (std::vector<std::string>{"ce", "dice"}));
  EXPECT_EQ(recipe.tags.at("who"), "me");
}

TEST(OptionsFromJson, ReadsAListOfNumbersWithinItsRange) {
  EXPECT_EQ(read(R"({"model": {"channels": [1, 512]}})").channels, (std::vector<int>{1, 512}));
  EXPECT_TRUE(read(R"({"model": {"channels": []}})").channels.empty());
  EXPECT_ERROR(read(R"({"model": {"channels": [8, 513]}})"), ConfigError,
               HasSubstr("/model/channels: 513 is not at least 1 and at most 512"));
  EXPECT_ERROR(read(R"({"model": {"channels": [8, "9"]}})"), ConfigError,
               HasSubstr("is not a list of whole numbers"));
  EXPECT_ERROR(read(R"({"model": {"channels": 8}})"), ConfigError,
               HasSubstr("/model/channels: 8 is not a list of whole numbers"));
}

TEST(OptionsFromJson, TakesDefaultsThatItIsGiven) {
  Recipe defaults;
  defaults.epochs = 77;

  const Recipe recipe =
      options_from_json(kTable, parse_json(R"({"params": {"rate": 1}})", "x"), "x", defaults);

  EXPECT_EQ(recipe.epochs, 77);
  EXPECT_DOUBLE_EQ(recipe.rate, 1.0);
}

TEST(OptionsFromJson, ReadsBackWhatItWrites) {
  Recipe recipe;
  recipe.epochs = 3;
  recipe.tags = {{"a", "b"}};

  const Json json = options_to_json(kTable, recipe);

  EXPECT_EQ(json.at("params").at("epochs"), 3);
  EXPECT_EQ(options_to_json(kTable, options_from_json(kTable, json, "x")), json);
}

TEST(OptionsFromJson, ReachesAStructWithinTheOptions) {
  const Recipe recipe = read(R"({"spice": {"grams": 2.5}})");

  EXPECT_EQ(recipe.spice.name, "salt");
  EXPECT_DOUBLE_EQ(recipe.spice.grams, 2.5);
  EXPECT_EQ(options_to_json(kTable, recipe).at("spice"),
            parse_json(R"({"name": "salt", "grams": 2.5})", ""));
  EXPECT_ERROR(read(R"({"spice": {"grams": -1}})"), ConfigError,
               HasSubstr("/spice/grams: -1 is not at least 0"));
  EXPECT_ERROR(read(R"({"spice": {"gram": 1}})"), ConfigError,
               HasSubstr("did you mean \"grams\"?"));
}

TEST(OptionsFromJson, ProposesTheNameForAnUnknownKey) {
  EXPECT_ERROR(read(R"({"params": {"epoch": 3}})"), ConfigError,
               AllOf(HasSubstr("setup.json: /params/epoch: unknown key"),
                     HasSubstr("did you mean \"epochs\"?")));
  EXPECT_ERROR(read(R"({"parms": {}})"), ConfigError,
               AllOf(HasSubstr("/parms"), HasSubstr("did you mean \"params\"?")));
}

TEST(OptionsFromJson, NamesThePointerOfAWrongType) {
  EXPECT_ERROR(read(R"({"params": {"epochs": 2.5}})"), ConfigError,
               HasSubstr("/params/epochs: 2.5 is not a whole number"));
  EXPECT_ERROR(read(R"({"params": {"epochs": 99999999999}})"), ConfigError,
               HasSubstr("/params/epochs: 99999999999 is not a whole number"));
  EXPECT_ERROR(read(R"({"params": {"ema": 1}})"), ConfigError,
               HasSubstr("/params/ema: 1 is not true or false"));
  EXPECT_ERROR(read(R"({"params": {"rate": "fast"}})"), ConfigError,
               HasSubstr("/params/rate: \"fast\" is not a number"));
  EXPECT_ERROR(read(R"({"losses": "ce"})"), ConfigError,
               HasSubstr("/losses: \"ce\" is not a list of strings"));
  EXPECT_ERROR(read(R"({"tags": {"n": 1}})"), ConfigError,
               HasSubstr("/tags: {\"n\":1} is not an object of strings"));
  EXPECT_ERROR(read(R"({"params": 3})"), ConfigError, HasSubstr("/params: 3 is not an object"));
  EXPECT_ERROR(read("[]"), ConfigError, HasSubstr("setup.json: /: [] is not an object"));
}

TEST(OptionsFromJson, NamesTheRangeOfANumber) {
  EXPECT_ERROR(read(R"({"params": {"epochs": 0}})"), ConfigError,
               HasSubstr("/params/epochs: 0 is not at least 1 and at most 1000"));
  EXPECT_ERROR(read(R"({"params": {"rate": 0}})"), ConfigError,
               HasSubstr("/params/rate: 0 is not above 0 and at most 1"));
}

TEST(OptionsFromJson, NamesTheWordsOfAString) {
  EXPECT_ERROR(read(R"({"model": {"encoder": "vgg"}})"), ConfigError,
               AllOf(HasSubstr("/model/encoder: \"vgg\" is not one of \"lite0\", \"vgg16\""),
                     HasSubstr("did you mean \"vgg16\"?")));
  EXPECT_ERROR(read(R"({"losses": ["ce", "dicee"]})"), ConfigError,
               HasSubstr("/losses: \"dicee\" is not one of"));
}

TEST(OptionsFromJson, TakesAListOfNumbersOrTheWordAuto) {
  EXPECT_EQ(read(R"({"weights": [0, 2, 0.5]})").weights.numbers, (std::vector<double>{0, 2, 0.5}));
  EXPECT_FALSE(read(R"({"weights": []})").weights.is_auto);
  EXPECT_TRUE(read(R"({"weights": "auto"})").weights.is_auto);

  for (const char* weights : {R"("auto")", "[0.25,3.0]"}) {
    const Json json =
        options_to_json(kTable, read(fmt::format(R"({{"weights": {}}})", weights).c_str()));
    EXPECT_EQ(json.at("weights").dump(), weights);
  }
}

TEST(OptionsFromJson, NamesWhatIsNoListOfNumbersAndTheNumberOutOfRange) {
  for (const char* weights : {R"("automatic")", "1", R"([1, "2"])"}) {
    EXPECT_ERROR(read(fmt::format(R"({{"weights": {}}})", weights).c_str()), ConfigError,
                 AllOf(HasSubstr("/weights: "), HasSubstr("is not a list of numbers or \"auto\"")));
  }
  EXPECT_ERROR(read(R"({"weights": [1, -2]})"), ConfigError,
               HasSubstr("/weights: -2 is not at least 0"));
}

}  // namespace
}  // namespace petseg
