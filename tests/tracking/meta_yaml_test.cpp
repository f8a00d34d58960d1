#include "tracking/meta_yaml.h"

#include "petseg/core/error.h"
#include "petseg/core/files.h"

#include "support/expect_error.h"
#include "support/temp_dir.h"

namespace petseg {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

MetaYaml parsed(const std::string& text) {
  const TempDir dir;
  write_file(dir.path() / "meta.yaml", text);
  return MetaYaml::read(dir.path() / "meta.yaml");
}

TEST(MetaYaml, ReadsWhatPyYamlWrites) {
  const MetaYaml meta = parsed(
      "end_time: null\n"
      "experiment_id: '0'\n"
      "name: a long name that PyYAML folds after the eightieth character of its line, as this\n"
      "  one\n"
      "note: 'It''s quoted, and has\n\n  a newline'\n"
      "profile: \"a tab\\t, a dash \\u2014 and a\\\n  \\ fold\"\n"
      "run_name: ''\n"
      "start_time: 1700000000000\n"
      "tags: []\n");
  EXPECT_EQ(meta.find_text("end_time"), std::nullopt);
  EXPECT_EQ(meta.find_text("missing"), std::nullopt);
  EXPECT_EQ(meta.text_of("experiment_id"), "0");
  EXPECT_EQ(meta.text_of("name"),
            "a long name that PyYAML folds after the eightieth character of its line, as this one");
  EXPECT_EQ(meta.text_of("note"), "It's quoted, and has\na newline");
  EXPECT_EQ(meta.text_of("profile"), "a tab\t, a dash \u2014 and a fold");
  EXPECT_EQ(meta.text_of("run_name"), "");
  EXPECT_EQ(meta.number_of("start_time"), 1'700'000'000'000);
}

TEST(MetaYaml, ReadsAMapping) {
  EXPECT_THAT(parsed("tags:\n  mlflow.data.context: train\n").mapping("tags"),
              ElementsAre(KeyValue{"mlflow.data.context", "train"}));
  EXPECT_THAT(parsed("tags: {}\n").mapping("tags"), testing::IsEmpty());
}

TEST(MetaYaml, ReadsBackEveryText) {
  const TempDir dir;
  for (const std::string text :
       {"", "null", "1", "1e3", "yes", "~", "a: b # c", "- x", "'\"\\", " x ", "a\nb\r\n\tc",
        "ü😀\u2028\u0085\x7f", "{\"json\": [1, 2]}", "%TAG", "@x", "\x01"}) {
    MetaYaml meta;
    meta.set("text", text);
    write_file(dir.path() / "meta.yaml", meta.text());
    EXPECT_EQ(MetaYaml::read(dir.path() / "meta.yaml").text_of("text"), text);
  }
}

TEST(MetaYaml, SaysWhatIsWrong) {
  EXPECT_ERROR(parsed("a: [1\nb: 2\n"), DataError, HasSubstr("meta.yaml: line "));
  EXPECT_ERROR(parsed("a: 1\n").text_of("b"), DataError, HasSubstr("expected a text at \"b\""));
  EXPECT_ERROR(parsed("a: x1\n").number_of("a"), DataError,
               HasSubstr("expected a whole number at \"a\""));
  EXPECT_ERROR(parsed("a: [1]\n").text_of("a"), DataError, HasSubstr("expected a text at \"a\""));
  EXPECT_ERROR(parsed("? [a]\n: 1\n"), DataError, HasSubstr("a key that is no text"));
}

TEST(MetaYaml, IsNotBlownUpByAliases) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 30; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int j = 0; j < 9; ++j) text += before + ", ";
    text += before + "]\n";
  }
  EXPECT_EQ(parsed(text + "end: here\n").text_of("end"), "here");
}

}  // namespace
}  // namespace petseg
