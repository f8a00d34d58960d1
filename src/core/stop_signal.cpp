#include "petseg/core/stop_signal.h"

#include <atomic>
#include <csignal>

#include "petseg/core/error.h"

namespace petseg {
namespace {

std::atomic<int> received = 0;
static_assert(std::atomic<int>::is_always_lock_free);  // else a handler could not touch it

extern "C" void remember_signal(int signal) {
  received = signal;
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

}  // namespace

void catch_stop_signals() {
  std::signal(SIGINT, remember_signal);
  std::signal(SIGTERM, remember_signal);
}

int stop_signal() { return received; }

void throw_if_stopped() {
  if (received != 0) throw Stopped(received, "stopped by a signal; nothing was left half-written");
}

}  // namespace petseg
