#include "cli/usage_error.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "petseg/core/did_you_mean.h"
#include "petseg/core/error.h"

namespace petseg {
namespace {

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  return names;
}

/// "--seed=3" → "--seed".
std::string without_value(const std::string& argument) {
  return argument.substr(0, argument.find('='));
}

/// A flag that stands where the value of another should: CLI11 takes it for that value.
std::string value_that_is_a_flag(const CLI::App& command) {
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& value : option->results()) {
      const bool is_flag =
          value.starts_with("--") && command.get_option_no_throw(without_value(value)) != nullptr;
      if (!is_flag) continue;
      return fmt::format("{}: expected a value, found the flag {}", option->get_name(), value);
    }
  }
  return {};
}

std::string unknown_argument(const CLI::App& command, const std::string& argument) {
  if (!argument.starts_with('-')) return fmt::format("\"{}\" belongs to no flag", argument);
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) names.push_back(option->get_name());
  const std::vector<std::string_view> known(names.begin(), names.end());
  const std::string name = without_value(argument);
  return fmt::format("unknown flag {}{}", name, did_you_mean(name, known));
}

/// The option that a text of CLI11 is about, or none: nothing else tells. Texts may quote what the
/// user wrote, but only behind the name.
const CLI::Option* option_of(const CLI::App& command, std::string_view text) {
  const CLI::Option* found = nullptr;
  std::size_t first = std::string_view::npos;
  for (const CLI::Option* option : command.get_options()) {
    const std::string name = option->get_name();
    const std::size_t at = text.find(name);
    const bool is_whole = at != text.npos && text.find_first_of(": ", at) == at + name.size();
    if (!is_whole || at >= first) continue;
    found = option;
    first = at;
  }
  return found;
}

std::string count_of_values(const CLI::Option& option) {
  const int expected = option.get_items_expected_min();
  const std::size_t count = option.results().size();
  return fmt::format("{}: expected {} ({}), found {}", option.get_name(),
                     expected == 1 ? "one value" : fmt::format("{} values", expected),
                     option.get_type_name(), count == 0 ? "none" : std::to_string(count));
}

std::string wrong_value(const CLI::Option& option) {
  const bool takes_one = option.get_items_expected_max() > 0;
  return fmt::format("{}: expected {}, found \"{}\"", option.get_name(),
                     takes_one ? option.get_type_name() : "no value",
                     fmt::join(option.results(), ","));
}

std::string describe(const CLI::App& command, const CLI::ParseError& error) {
  const CLI::Option* const option = option_of(command, error.what());
  if (option == nullptr) return error.what();
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    return count_of_values(*option);
  }
  if (dynamic_cast<const CLI::ConversionError*>(&error) != nullptr) return wrong_value(*option);
  return error.what();
}

}  // namespace

void check_command(const CLI::App& app, int argc, char** argv) {
  if (argc >= 2 && argv[1][0] == '-') return;
  const std::vector<std::string> names = command_names(app);
  const std::vector<std::string_view> known(names.begin(), names.end());
  if (argc < 2) {
    throw ConfigError(
        fmt::format("no command, expected one of {} (see petseg --help)", quoted_list(known)));
  }
  if (std::ranges::find(names, argv[1]) != names.end()) return;
  throw ConfigError(fmt::format("unknown command \"{}\"{} (there are {})", argv[1],
                                did_you_mean(argv[1], known), quoted_list(known)));
}

std::string usage_message(const CLI::App& app, const CLI::ParseError& error) {
  const auto given = app.get_subcommands();
  const CLI::App& command = given.empty() ? app : *given.front();
  const std::vector<std::string> unknown = app.remaining(/*recurse=*/true);
  // What else is wrong often follows from one of these.
  std::string message = value_that_is_a_flag(command);
  if (message.empty() && !unknown.empty()) message = unknown_argument(command, unknown.front());
  if (message.empty()) message = describe(command, error);
  const std::string name = given.empty() ? "petseg" : "petseg " + command.get_name();
  return fmt::format("{} (see {} --help)", message, name);
}

}  // namespace petseg
