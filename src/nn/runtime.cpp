#include "petseg/nn/runtime.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>

#include "petseg/core/parallel.h"

namespace petseg {

void set_up_torch() {
  at::globalContext().setFlushDenormal(true);
  at::set_num_interop_threads(1);
  at::set_num_threads(available_cpus());
}

}  // namespace petseg
