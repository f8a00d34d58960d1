#include "petseg/nn/runtime.h"

#include "cli/commands.h"
#include "cli/model_library.h"

// Found by name (cli/model_library.cpp).
extern "C" void petseg_set_up_model_commands(CLI::App& app) {
  petseg::set_up_torch();
  petseg::set_up_train(*app.get_subcommand("train"));
  petseg::set_up_lr_find(*app.get_subcommand("lr-find"));
  petseg::set_up_evaluate(*app.get_subcommand("evaluate"));
  petseg::set_up_predict(*app.get_subcommand("predict"));
}
