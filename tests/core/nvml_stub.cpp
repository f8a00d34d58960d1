// Stands for NVIDIA's library: a GPU that answers everything, one that knows nothing of power, and
// one that cannot be asked.

#include <cstdint>

namespace {

constexpr int kSuccess = 0, kNotSupported = 3;

int number_of(const void* gpu) { return static_cast<int>(reinterpret_cast<std::uintptr_t>(gpu)); }

}  // namespace

extern "C" {

int nvmlInit_v2() { return kSuccess; }
int nvmlShutdown() { return kSuccess; }

int nvmlDeviceGetCount_v2(unsigned* count) {
  *count = 3;
  return kSuccess;
}

int nvmlDeviceGetHandleByIndex_v2(unsigned index, void** gpu) {
  if (index == 1) return kNotSupported;
  *gpu = reinterpret_cast<void*>(static_cast<std::uintptr_t>(index + 1));
  return kSuccess;
}

int nvmlDeviceGetMemoryInfo(void*, unsigned long long* total_free_used) {
  total_free_used[0] = 80'000'000'000;
  total_free_used[1] = 60'000'000'000;
  total_free_used[2] = 20'000'000'000;
  return kSuccess;
}

int nvmlDeviceGetUtilizationRates(void* gpu, unsigned* gpu_and_memory) {
  gpu_and_memory[0] = 90 + static_cast<unsigned>(number_of(gpu));
  gpu_and_memory[1] = 7;
  return kSuccess;
}

int nvmlDeviceGetPowerUsage(void* gpu, unsigned* milliwatts) {
  *milliwatts = 350'500;
  return number_of(gpu) == 1 ? kSuccess : kNotSupported;
}

int nvmlDeviceGetEnforcedPowerLimit(void*, unsigned* milliwatts) {
  *milliwatts = 701'000;
  return kSuccess;
}
}
