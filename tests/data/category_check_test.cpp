#include "data/category_check.h"

#include <algorithm>

#include "petseg/core/error.h"

#include "support/expect_error.h"

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

namespace petseg {
namespace {

/// Two photos: a Maine Coon, and one that was taken in a forest.
std::vector<SourceInput> sources() {
  RawSource raw;
  raw.photos = {{.name = "a", .breed = "Maine_Coon"}, {.name = "b", .condition = "forest"}};
  return {{"zoo", raw, {}}};
}

/// What is logged of one rule.
std::string warnings_of(const CategoryRule& rule) {
  testing::internal::CaptureStderr();
  check_categories({rule}, sources());
  return testing::internal::GetCapturedStderr();
}

TEST(CheckCategories, WarnsOfABreedThatNoPhotoIsOf) {
  const std::string warning = warnings_of({.name = "large", .breeds = {"Maine_Con", "Maine_Coon"}});

  EXPECT_THAT(warning, AllOf(HasSubstr("\"large\""), HasSubstr("\"Maine_Con\""),
                             HasSubstr("did you mean \"Maine_Coon\"?")));
  EXPECT_EQ(std::ranges::count(warning, '\n'), 1);
  EXPECT_THAT(warnings_of({.name = "large", .breeds = {"Maine_Coon"}}), IsEmpty());
}

TEST(CheckCategories, RefusesARuleThatCanHaveNoPhoto) {
  EXPECT_ERROR(check_categories({{.name = "forrest"}}, sources()), ConfigError,
               AllOf(HasSubstr("\"forrest\""), HasSubstr("\"where\""), HasSubstr("condition"),
                     HasSubstr("did you mean \"forest\"?")));
}

TEST(CheckCategories, AcceptsARuleWithACriterionAFillOrACondition) {
  for (const CategoryRule& rule : {CategoryRule{.name = "a", .species = "cat"},
                                   {.name = "b", .where = {{"aspect", "> 1"}}},
                                   {.name = "c", .fill = "tiny"},
                                   {.name = "forest"}}) {
    EXPECT_THAT(warnings_of(rule), IsEmpty()) << rule.name;
  }
}

}  // namespace
}  // namespace petseg
