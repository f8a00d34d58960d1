#pragma once

#include <string>

#include "petseg/commands/train.h"

namespace petseg {

/// What a finished run comes to, on one screen: scores of the test set and of each debugging
/// category, the worst of them, how it was trained, and the commands that go on from it.
/// peak_memory is in GB.
std::string train_summary(const TrainResult& result, double peak_memory);

}  // namespace petseg
