#include <string>

#include <ATen/Version.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "petseg/core/cpu.h"

namespace petseg {
namespace {

#if defined(__x86_64__)
TEST(CpuFeatures, AreThoseThatLibTorchFinds) {
  EXPECT_THAT(cpu_features(), testing::StartsWith(at::get_cpu_capability()));
}
#endif

}  // namespace
}  // namespace petseg
