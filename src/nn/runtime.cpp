#include "petseg/nn/runtime.h"

#include <cstdlib>
#include <limits>

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <malloc.h>
#include <omp.h>

#include "petseg/core/parallel.h"

namespace petseg {
namespace {

/// Each step allocates the same activations again. By default glibc gives blocks of their size back
/// to the system at once, and the kernel clears every page anew: a sixth of a training step.
void keep_freed_memory() {
#ifdef __GLIBC__
  ::mallopt(M_MMAP_MAX, 0);
  ::mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
  ::mallopt(M_TOP_PAD, 64 << 20);
#endif
}

/// Photos of a dozen shapes need some thousands of kernels, which oneDNN generates as they come up.
/// It keeps 1024, and generates the others again and again.
void keep_kernels() { ::setenv("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "8192", /*overwrite=*/0); }

}  // namespace

void set_up_torch() {
  keep_freed_memory();
  keep_kernels();
  at::globalContext().setFlushDenormal(true);
  at::set_num_interop_threads(1);
  at::set_num_threads(available_cpus());
}

// at::set_num_threads() would hold for all threads. Asking for the number first has LibTorch set
// the thread up, which it would else do later, over what is set here.
SerialOperations::SerialOperations() : threads_before_(at::get_num_threads()) {
  ::omp_set_num_threads(1);
}

SerialOperations::~SerialOperations() { ::omp_set_num_threads(threads_before_); }

}  // namespace petseg
