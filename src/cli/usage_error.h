#pragma once

#include <string>

#include <CLI/CLI.hpp>

namespace petseg {

/// Throws ConfigError when the first argument is no command. CLI11 would only say that one is
/// missing.
void check_command(const CLI::App& app, int argc, char** argv);

/// What is wrong with a command line, in one line: the flag, what was expected, what was found, and
/// where help is. CLI11's own texts take two lines, and say less.
std::string usage_message(const CLI::App& app, const CLI::ParseError& error);

}  // namespace petseg
