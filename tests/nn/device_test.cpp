#include "petseg/nn/device.h"

#include <torch/torch.h>

#include "petseg/core/error.h"

#include "support/expect_error.h"

namespace petseg {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(Device, AutoIsCudaWhereItIsThere) {
  EXPECT_EQ(choose_device("auto", "test").is_cuda(), torch::cuda::is_available());
  EXPECT_TRUE(choose_device("cpu", "test").is_cpu());
}

TEST(Device, CudaThatIsNotThereIsRefusedWithWhatToDo) {
  if (torch::cuda::is_available()) GTEST_SKIP() << "SKIPPED: there is CUDA";
  EXPECT_ERROR(choose_device("cuda", "--device"), ConfigError,
               AllOf(HasSubstr("--device: \"cuda\" asks for"), HasSubstr("take \"cpu\"")));
}

TEST(Device, UnknownNamesAreAnsweredWithTheKnownOnes) {
  EXPECT_ERROR(choose_device("cuba", "--device"), ConfigError,
               AllOf(HasSubstr("\"cuba\" is not one of \"auto\", \"cpu\", \"cuda\""),
                     HasSubstr("did you mean \"cuda\"?")));
}

TEST(Device, IsWhereTheParametersAre) {
  EXPECT_TRUE(device_of(*torch::nn::Conv2d(1, 1, 1)).is_cpu());
}

}  // namespace
}  // namespace petseg
