// The precompiled header of the modules that use Torch, whose headers take 25 s to read. Sources
// still include what they use: without it everything compiles the same, only slowly.
#pragma once

#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <torch/torch.h>
