#include "tracking/text_table.h"

#include <gtest/gtest.h>

namespace petseg {
namespace {

TEST(Printable, KeepsControlCharactersFromTheTerminal) {
  EXPECT_EQ(printable("a\x1b[31mb\n\tc\x7f"), "a [31mb  c ");
  EXPECT_EQ(printable("Größe \u009b31m…"), "Größe  31m…");
  EXPECT_EQ(printable("\xff\x9b x"), "?? x");
}

TEST(Shortened, CountsCharactersAndNotBytes) {
  EXPECT_EQ(shortened("Größe", 5), "Größe");
  EXPECT_EQ(shortened("Größen", 5), "Größ…");
  EXPECT_EQ(shortened("abc", 1), "…");
}

TextTable example() {
  TextTable table(12);
  table.add_column("name");
  table.add_column("miou", true);
  table.add_column("note");
  table.add_row({"Größe", "0.5", "a longer text than 12"});
  table.add_row({"b", "10.25"});
  return table;
}

TEST(TextTable, StandsInColumns) {
  EXPECT_EQ(example().text(0, 3),
            "name    miou  note\n"
            "Größe    0.5  a longer te…\n"
            "b      10.25\n");
}

TEST(TextTable, DropsWhatIsNotRequiredAndThenCutsTheWidest) {
  EXPECT_EQ(example().text(26, 2), example().text(0, 3));
  EXPECT_EQ(example().text(25, 2),
            "name    miou\n"
            "Größe    0.5\n"
            "b      10.25\n");
  EXPECT_EQ(example().text(24, 3),
            "name    miou  note\n"
            "Größe    0.5  a longer …\n"
            "b      10.25\n");
}

TEST(TextTable, StaysReadableInATerminalOfAnyWidth) {
  EXPECT_EQ(example().text(1, 3),
            "name    miou  note\n"
            "Größe    0.5  a longe…\n"
            "b      10.25\n");
}

}  // namespace
}  // namespace petseg
