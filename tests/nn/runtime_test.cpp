#include "petseg/nn/runtime.h"

#include <thread>

#include <ATen/Parallel.h>
#include <gtest/gtest.h>

namespace petseg {
namespace {

TEST(SerialOperations, HoldForTheirThreadAndWhileTheyLive) {
  const int before = at::get_num_threads();
  std::jthread([&] {
    {
      const SerialOperations serial;
      EXPECT_EQ(at::get_num_threads(), 1);
      std::jthread([&] { EXPECT_EQ(at::get_num_threads(), before); });
    }
    EXPECT_EQ(at::get_num_threads(), before);
  });
  EXPECT_EQ(at::get_num_threads(), before);
}

}  // namespace
}  // namespace petseg
