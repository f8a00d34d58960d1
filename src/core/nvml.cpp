#include "core/nvml.h"

#include <dlfcn.h>
#include <fmt/format.h>

namespace petseg {
namespace {

// As in nvml.h, which is not needed to build petseg.
using Result = int;
constexpr Result kSuccess = 0;
struct Memory {
  unsigned long long total, free, used;  // bytes
};
struct Utilization {
  unsigned gpu, memory;  // percent
};

struct CloseLibrary {
  void operator()(void* library) const { ::dlclose(library); }
};

template <class Function>
bool find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(::dlsym(library, name));
  return function != nullptr;
}

}  // namespace

struct Nvml::Api {
  std::unique_ptr<void, CloseLibrary> library;
  Result (*init)() = nullptr;
  Result (*shut_down)() = nullptr;
  Result (*count)(unsigned*) = nullptr;
  Result (*gpu)(unsigned, void**) = nullptr;
  Result (*memory)(void*, Memory*) = nullptr;
  Result (*utilization)(void*, Utilization*) = nullptr;
  Result (*power)(void*, unsigned*) = nullptr;        // milliwatts
  Result (*power_limit)(void*, unsigned*) = nullptr;  // likewise

  bool load(const std::string& name) {
    library.reset(::dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL));
    void* const from = library.get();
    return from != nullptr && find(from, "nvmlInit_v2", init) &&
           find(from, "nvmlShutdown", shut_down) && find(from, "nvmlDeviceGetCount_v2", count) &&
           find(from, "nvmlDeviceGetHandleByIndex_v2", gpu) &&
           find(from, "nvmlDeviceGetMemoryInfo", memory) &&
           find(from, "nvmlDeviceGetUtilizationRates", utilization) &&
           find(from, "nvmlDeviceGetPowerUsage", power) &&
           find(from, "nvmlDeviceGetEnforcedPowerLimit", power_limit);
  }
};

std::unique_ptr<Nvml> Nvml::open(const std::string& library) {
  auto api = std::make_unique<Api>();
  if (!api->load(library) || api->init() != kSuccess) return nullptr;
  return std::unique_ptr<Nvml>(new Nvml(std::move(api)));
}

Nvml::Nvml(std::unique_ptr<Api> api) : api_(std::move(api)) {
  unsigned count = 0;
  if (api_->count(&count) != kSuccess) return;
  for (unsigned i = 0; i < count; ++i) {
    void* gpu = nullptr;
    // A GPU that says nothing keeps its number.
    gpus_.push_back(api_->gpu(i, &gpu) == kSuccess ? gpu : nullptr);
  }
}

Nvml::~Nvml() { api_->shut_down(); }

void Nvml::add(std::vector<Metric>& metrics) const {
  for (std::size_t i = 0; i < gpus_.size(); ++i) {
    if (gpus_[i] != nullptr) add(gpus_[i], fmt::format("gpu_{}_", i), metrics);
  }
}

void Nvml::add(void* gpu, const std::string& prefix, std::vector<Metric>& metrics) const {
  if (Memory memory{}; api_->memory(gpu, &memory) == kSuccess && memory.total > 0) {
    const auto used = static_cast<double>(memory.used);
    metrics.push_back(
        {prefix + "memory_usage_percentage", 100 * used / static_cast<double>(memory.total)});
    metrics.push_back({prefix + "memory_usage_megabytes", used / 1e6});
  }
  if (Utilization utilization{}; api_->utilization(gpu, &utilization) == kSuccess) {
    metrics.push_back({prefix + "utilization_percentage", static_cast<double>(utilization.gpu)});
  }
  if (unsigned power = 0, limit = 0; api_->power(gpu, &power) == kSuccess) {
    metrics.push_back({prefix + "power_usage_watts", power / 1000.0});
    if (api_->power_limit(gpu, &limit) != kSuccess || limit == 0) return;
    metrics.push_back({prefix + "power_usage_percentage", 100.0 * power / limit});
  }
}

}  // namespace petseg
