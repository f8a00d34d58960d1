#pragma once

#include <CLI/CLI.hpp>

namespace petseg {

// Each adds one subcommand: its flags, and a callback that makes one call into the library and
// prints the result on stdout. Errors are left to main().
void add_make_dataset(CLI::App& app);
void add_train(CLI::App& app);
void add_evaluate(CLI::App& app);
void add_predict(CLI::App& app);

}  // namespace petseg
