#include "petseg/core/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

namespace petseg {

spdlog::logger& log() {
  static const std::shared_ptr<spdlog::logger> logger = [] {
    auto made = spdlog::stderr_color_mt("petseg");
    made->set_pattern("%H:%M:%S %^%L%$ %v");
    return made;
  }();
  return *logger;
}

}  // namespace petseg
