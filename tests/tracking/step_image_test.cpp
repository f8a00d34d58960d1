#include "tracking/step_image.h"

#include <gtest/gtest.h>

namespace petseg {
namespace {

TEST(StepImage, IsNamedAsMlflowNamesIt) {
  EXPECT_EQ(step_image_name({"Bengal_1", 3}, 1'700'000'000'000, "0a1b"),
            "images/Bengal_1+step+3+timestamp+1700000000000+0a1b");
}

TEST(StepImage, AKeyHasNoCharacterThatMlflowDoesNotTake) {
  EXPECT_EQ(image_key("Abc-1.2_3 x"), "Abc-1.2_3 x");
  EXPECT_EQ(image_key("a/b+c%d~e#f"), "a_b_c_d_e_f");
  EXPECT_EQ(image_key("ü"), "__");
  EXPECT_EQ(image_key(std::string(300, 'x') + "_7"), std::string(98, 'x') + "_7");
}

TEST(StepImage, IsKnownByItsFileInEitherSize) {
  const StepImage image{"Bengal_1", 12};
  const std::string name = step_image_name(image, 5, "id");
  EXPECT_EQ(step_image_of(name + ".png"), image);
  EXPECT_EQ(step_image_of(name + "+compressed.png"), image);
}

TEST(StepImage, OtherFilesAreNone) {
  for (const char* file : {"", "setup.json", "images/", "images/a.png", "images/a+step+",
                           "images/a+step+x+timestamp+1+i.png", "plots/a+step+1+timestamp+1+i.png",
                           "images/a+step+99999999999999999999+timestamp+1+i.png"}) {
    EXPECT_EQ(step_image_of(file), std::nullopt) << file;
  }
}

}  // namespace
}  // namespace petseg
