#pragma once

#include <array>

#include <CLI/CLI.hpp>

namespace petseg {

struct CommandSpec {
  const char* name;
  const char* description;
  bool needs_model;  ///< its flags and its work lie in libpetseg_model.so, with LibTorch
};

inline constexpr std::array kCommands{
    CommandSpec{"make-dataset",
                "Turn annotated photos into training, validation, test and debugging sets", false},
    CommandSpec{"train", "Train a model, then score the test set and the debugging set", true},
    CommandSpec{"lr-find", "Try learning rates on a few steps, and propose one", true},
    CommandSpec{"evaluate", "Score a saved model on the test set and on each debugging category",
                true},
    CommandSpec{"compare", "Say where a model got better or worse than an earlier one", false},
    CommandSpec{"runs", "List tracked runs, or lay some of them side by side", false},
    CommandSpec{"sync", "Deliver what runs could not send to their tracking server", false},
    CommandSpec{"predict", "Segment photos with a saved model", true}};

// Each gives one subcommand its flags, and a callback that makes one call into the library and
// prints the result on stdout. Errors are left to main().
void set_up_make_dataset(CLI::App& command);
void set_up_train(CLI::App& command);
void set_up_lr_find(CLI::App& command);
void set_up_evaluate(CLI::App& command);
void set_up_compare(CLI::App& command);
void set_up_runs(CLI::App& command);
void set_up_predict(CLI::App& command);
void set_up_sync(CLI::App& command);

/// The flags of train that print how a setup.json is written, and end the program.
void add_setup_help(CLI::App& train);
/// Whether one of them stands alone: that needs no LibTorch.
bool asks_for_setup_help(int argc, char** argv);

}  // namespace petseg
