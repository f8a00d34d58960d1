#pragma once

namespace petseg {

/// From now on SIGINT and SIGTERM only set a flag, so that the running step can be finished and
/// saved. A second signal ends the process at once.
void catch_stop_signals();

/// The signal that asked to stop; 0 when none did.
int stop_signal();

/// Throws Stopped when a signal has asked to stop: for work that has nothing to save.
void throw_if_stopped();

}  // namespace petseg
