#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "petseg/train/setup.h"

#include "core/json.h"

namespace petseg {

/// A part of a setup.json, an object at its top.
struct SetupSection {
  std::string_view name;
  std::string_view holds;
};

/// In the order in which a person reads them.
inline constexpr std::array<SetupSection, 6> kSetupSections{
    {{"setup", "the model, what it minimises, and how make-dataset splits"},
     {"params", "how it learns"},
     {"augment", "how training photos are changed at random; petseg train --show_batch draws some"},
     {"report", "what the report at the end has to meet"},
     {"tags", "any words to find the run by"},
     {"experiment", "what the run is called"}}};

/// The keys of a section; for "tags", which is free, its own row alone.
std::vector<Option<Setup>> options_of(const SetupSection& section);

/// "learning_rate" of "/params/learning_rate".
std::string_view key_of(const Option<Setup>& option);

/// What a key has where a setup names no model. Whole numbers have no decimal point.
Json default_of(const Option<Setup>& option);

/// "VGG16-Unet: 224", the models whose default is another; empty where there is none.
std::string other_defaults_of(const Option<Setup>& option);

/// A number without a decimal point where it needs none.
Json plain_number(double value);

}  // namespace petseg
