#pragma once

#include <functional>

#include <c10/util/Exception.h>

#include "petseg/core/error.h"

namespace petseg {

/// Work in LibTorch, whose errors only libpetseg_model.so knows: main() gets them as its own.
inline std::function<void()> model_work(std::function<void()> work) {
  return [work = std::move(work)] {
    try {
      work();
    } catch (const c10::Error& error) {
      throw RunError(error.what_without_backtrace());
    }
  };
}

}  // namespace petseg
