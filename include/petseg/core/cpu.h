#pragma once

#include <string>

namespace petseg {

/// Whether this CPU multiplies bfloat16 natively (AVX512-BF16 or AMX). Elsewhere bf16 is slower
/// than float32.
bool cpu_has_bf16();

/// The vector instructions that LibTorch's kernels use on this CPU, "AVX512 + bf16", found without
/// LibTorch; "DEFAULT" on anything but x86.
std::string cpu_features();

}  // namespace petseg
