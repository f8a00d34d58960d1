#include "petseg/core/cpu.h"

namespace petseg {

#if defined(__x86_64__)

bool cpu_has_bf16() {
  return __builtin_cpu_supports("avx512bf16") != 0;  // every CPU with AMX has it too
}

// As compute_cpu_capability() in ATen/native/DispatchStub.cpp.
std::string cpu_features() {
  const bool has_fma = __builtin_cpu_supports("fma") != 0;
  const bool has_avx512 = __builtin_cpu_supports("avx512vl") != 0 &&
                          __builtin_cpu_supports("avx512bw") != 0 &&
                          __builtin_cpu_supports("avx512dq") != 0;
  std::string features = "NO AVX";
  if (has_fma && __builtin_cpu_supports("avx2") != 0) features = "AVX2";
  if (has_fma && has_avx512) features = "AVX512";
  return features + (cpu_has_bf16() ? " + bf16" : "");
}

#else

bool cpu_has_bf16() { return false; }

std::string cpu_features() { return "DEFAULT"; }

#endif

}  // namespace petseg
