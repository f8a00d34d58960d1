#include "petseg/nn/device.h"

#include <algorithm>
#include <cstdlib>

#include <ATen/Context.h>
#include <fmt/format.h>
#include <torch/version.h>

#include "petseg/core/did_you_mean.h"
#include "petseg/core/error.h"

namespace petseg {

torch::Device choose_device(const std::string& name, const std::string& where) {
  if (std::ranges::find(kDeviceNames, name) == kDeviceNames.end()) {
    throw ConfigError(fmt::format("{}: \"{}\" is not one of {}{}", where, name,
                                  quoted_list(kDeviceNames), did_you_mean(name, kDeviceNames)));
  }
  if (name == "cpu" || (name == "auto" && !at::hasCUDA())) return torch::kCPU;
  if (at::hasCUDA()) return {torch::kCUDA, 0};
  const std::string missing =
      at::Context::hasCUDART()
          ? "an NVIDIA GPU, and LibTorch finds none (see nvidia-smi)"
          : fmt::format(
                "CUDA, which this LibTorch {} was built without (build petseg with one "
                "that has it)",
                TORCH_VERSION);
  throw ConfigError(
      fmt::format("{}: \"cuda\" asks for {}; take \"cpu\" or \"auto\"", where, missing));
}

torch::Device device_of(const torch::nn::Module& module) {
  return module.parameters().front().device();
}

void set_deterministic(bool on) {
  auto& context = at::globalContext();
  context.setDeterministicAlgorithms(on, /*warn_only=*/true);
  context.setDeterministicFillUninitializedMemory(false);  // nothing here reads such memory
  context.setDeterministicCuDNN(on);
  context.setBenchmarkCuDNN(false);  // it would choose algorithms by the clock
  if (on) ::setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", /*overwrite=*/0);
}

}  // namespace petseg
