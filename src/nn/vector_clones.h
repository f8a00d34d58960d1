#pragma once

// Loops over channels in plain C++, which the compiler turns into vector code: a function marked so
// exists once for each width, and one binary uses the widest vectors of the CPU that it runs on.
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__)
#define PETSEG_VECTOR_CLONES \
  __attribute__((target_clones("arch=skylake-avx512", "arch=haswell", "default")))
#else
#define PETSEG_VECTOR_CLONES
#endif

// What such a function calls has to become part of it: the attribute cannot reach into a template.
#define PETSEG_INLINE inline __attribute__((always_inline))
