#include "petseg/core/stop_signal.h"

#include <csignal>
#include <cstdlib>

#include <gtest/gtest.h>

#include "petseg/core/error.h"

namespace petseg {
namespace {

// Each signal test runs in a process of its own (a death test), since the flag stays set.

TEST(StopSignal, IsZeroBeforeAnySignal) {
  EXPECT_EQ(stop_signal(), 0);
  EXPECT_NO_THROW(throw_if_stopped());
}

TEST(StopSignal, IsRememberedAndThrown) {
  const auto receive_one = [] {
    catch_stop_signals();
    std::raise(SIGTERM);
    try {
      throw_if_stopped();
    } catch (const Stopped& stopped) {
      std::exit(stopped.signal() == SIGTERM && stop_signal() == SIGTERM ? 0 : 1);
    }
    std::exit(2);
  };
  EXPECT_EXIT(receive_one(), testing::ExitedWithCode(0), "");
}

TEST(StopSignal, EndsTheProcessTheSecondTime) {
  const auto receive_two = [] {
    catch_stop_signals();
    std::raise(SIGINT);
    std::raise(SIGINT);
    std::exit(0);
  };
  EXPECT_EXIT(receive_two(), testing::KilledBySignal(SIGINT), "");
}

}  // namespace
}  // namespace petseg
