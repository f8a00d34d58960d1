#pragma once

#include <memory>
#include <string>
#include <vector>

#include "petseg/core/run_log.h"

namespace petseg {

/// NVIDIA's management library, loaded when it is asked for: a machine without their driver has
/// none (docs.nvidia.com/deploy/nvml-api).
class Nvml {
 public:
  /// Nothing where the library or its functions are not there, or it finds no driver.
  static std::unique_ptr<Nvml> open(const std::string& library);
  ~Nvml();
  Nvml(const Nvml&) = delete;
  Nvml& operator=(const Nvml&) = delete;

  /// Adds what each GPU says of itself, as SystemMetrics names it.
  void add(std::vector<Metric>& metrics) const;

 private:
  struct Api;
  explicit Nvml(std::unique_ptr<Api> api);

  void add(void* gpu, const std::string& prefix, std::vector<Metric>& metrics) const;

  std::unique_ptr<Api> api_;
  std::vector<void*> gpus_;
};

}  // namespace petseg
