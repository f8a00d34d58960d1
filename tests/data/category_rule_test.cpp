#include "petseg/data/category_rule.h"

#include "petseg/core/error.h"

#include "support/expect_error.h"

using testing::AllOf;
using testing::HasSubstr;

namespace petseg {
namespace {

PhotoRecord photo(Species species, double luminance) {
  PhotoRecord record;
  record.species = species;
  record.breed = "Bengal";
  record.properties.luminance = luminance;
  return record;
}

TEST(CategoryRule, MatchesWhatMeetsAllItsCriteria) {
  const CategoryRule rule{.name = "dark cats",
                          .species = "cat",
                          .breeds = {"Bengal", "Birman"},
                          .where = {{"luminance", "< 0.3"}, {"aspect", "> 0.5"}}};

  EXPECT_TRUE(matches(rule, photo(Species::kCat, 0.2)));
  EXPECT_FALSE(matches(rule, photo(Species::kDog, 0.2)));
  EXPECT_FALSE(matches(rule, photo(Species::kBoth, 0.2)));
  EXPECT_FALSE(matches(rule, photo(Species::kCat, 0.3)));
}

TEST(CategoryRule, MatchesTheConditionOfItsNameWhateverTheCriteria) {
  PhotoRecord record = photo(Species::kDog, 0.9);
  record.condition = "dark";

  EXPECT_TRUE(matches({.name = "dark", .where = {{"luminance", "< 0.3"}}}, record));
}

TEST(CategoryRule, WithoutCriteriaMatchesNothingElse) {
  EXPECT_FALSE(matches({.name = "noisy"}, photo(Species::kCat, 0.5)));
}

TEST(CheckCategory, SaysWhatCannotBeFollowed) {
  const auto refuse = [](const CategoryRule& rule, const std::string& message) {
    EXPECT_ERROR(check_category(rule, "dataset.json: /debugging_set/categories/0"), ConfigError,
                 AllOf(HasSubstr("dataset.json: /debugging_set/categories/0"), HasSubstr(message)));
  };
  refuse({.name = ""}, "/name");
  refuse({.name = "a/b"}, "no name for a folder");
  refuse({.name = "x", .where = {{"luminence", "< 1"}}}, "did you mean \"luminance\"");
  refuse({.name = "x", .where = {{"luminance", "0.3"}}}, "no comparison");
  refuse({.name = "x", .where = {{"luminance", "< dark"}}}, "no comparison");
  refuse({.name = "x", .fill = "gausian_noise"}, "gaussian_noise");
}

TEST(CheckCategory, AcceptsTheDefaults) {
  for (const CategoryRule& rule : default_categories()) EXPECT_NO_THROW(check_category(rule, ""));
}

}  // namespace
}  // namespace petseg
