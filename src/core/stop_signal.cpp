#include "petseg/core/stop_signal.h"

#include <csignal>

#include "petseg/core/error.h"

namespace petseg {
namespace {

volatile std::sig_atomic_t received = 0;

extern "C" void remember_signal(int signal) {
  received = signal;
  std::signal(signal, SIG_DFL);
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
