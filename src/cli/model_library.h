#pragma once

#include <CLI/CLI.hpp>

namespace petseg {

/// Loads libpetseg_model.so, which holds all that needs LibTorch, and has it set up its commands.
/// It stands beside the executable, or in lib/ beside the executable's bin/. Throws IoError when it
/// is not there or cannot be loaded.
void load_model_commands(CLI::App& app);

}  // namespace petseg

/// What load_model_commands() calls in the library.
extern "C" void petseg_set_up_model_commands(CLI::App& app);
