#include "petseg/train/setup_help.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

#include "cli/commands.h"

namespace petseg {
namespace {

struct HelpFlag {
  const char* name;
  const char* description;
  std::string (*text)();
};
constexpr std::array kHelpFlags{
    HelpFlag{"--explain", "print every key of a setup.json: default, range, meaning",
             explain_setup},
    HelpFlag{"--schema", "print the JSON Schema of a setup.json, for editors", setup_schema}};

}  // namespace

void add_setup_help(CLI::App& train) {
  for (const HelpFlag& flag : kHelpFlags) {
    train.add_flag_callback(
        flag.name,
        [text = flag.text] {
          std::fputs(text().c_str(), stdout);
          throw CLI::Success();  // as after --help
        },
        flag.description);
  }
}

bool asks_for_setup_help(int argc, char** argv) {
  return argc == 3 && std::string_view(argv[1]) == "train" &&
         std::ranges::any_of(kHelpFlags, [&](const HelpFlag& flag) {
           return std::string_view(argv[2]) == flag.name;
         });
}

}  // namespace petseg
