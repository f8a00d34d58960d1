#pragma once

namespace petseg {

/// Sets LibTorch up for this process: all processors it may use for each operation, denormal
/// numbers flushed to zero (they are slow and mean nothing here). Call first in main, before any
/// tensor is made: OpenMP's threads keep what they start with.
void set_up_torch();

}  // namespace petseg
