#pragma once

#include <string>

#include <torch/nn/module.h>

#include "petseg/nn/device_names.h"

namespace petseg {

/// The device that one of kDeviceNames means here. Throws ConfigError that begins with `where` when
/// that is none of them, or cuda where LibTorch was built without it or finds no such device.
torch::Device choose_device(const std::string& name, const std::string& where);

/// Where a module's parameters are, all of them on one device.
torch::Device device_of(const torch::nn::Module& module);

/// Has LibTorch take algorithms that give the same bits each time, where it has them; it warns of
/// operations that have none. That is about CUDA: on the CPU a fixed number of threads gives the
/// same bits anyway. For the whole process; call before the first tensor is on a device.
void set_deterministic(bool on);

}  // namespace petseg
