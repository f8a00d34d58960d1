#include "petseg/nn/state_dict.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <torch/utils.h>

#include "petseg/core/error.h"

#include "core/json.h"
#include "nn/name_list.h"

namespace petseg {
namespace {

std::string describe(const torch::Tensor& tensor) {
  return fmt::format("{} [{}]", c10::toString(tensor.scalar_type()),
                     fmt::join(tensor.sizes(), ", "));
}

bool fits(const torch::Tensor& found, const torch::Tensor& expected) {
  return found.sizes() == expected.sizes() &&
         found.is_floating_point() == expected.is_floating_point();
}

bool may_be_missing(std::string_view name) {
  return name == "num_batches_tracked" || name.ends_with(".num_batches_tracked");
}

struct Mismatch {
  std::vector<std::string> missing, unexpected, misshapen;

  void throw_if_any(const std::string& source) const {
    std::vector<std::string> parts;
    if (!missing.empty()) parts.push_back(name_list(missing, "missing"));
    if (!unexpected.empty()) parts.push_back(name_list(unexpected, "unexpected"));
    if (!misshapen.empty()) parts.push_back(name_list(misshapen, "of another shape or type"));
    if (parts.empty()) return;
    throw DataError(
        fmt::format("{}: does not fit the network: {}; expected weights of the same architecture",
                    source, fmt::join(parts, "; ")));
  }
};

}  // namespace

void load_state_dict(torch::nn::Module& module, const StateDict& state,
                     const LoadStateDictOptions& options) {
  const StateDict targets = state_dict_of(module);
  Mismatch mismatch;
  std::vector<std::pair<torch::Tensor, torch::Tensor>> copies;  // to, from

  for (const auto& [name, target] : targets) {
    const auto found = state.find(options.prefix + name);
    if (found == state.end()) {
      if (!may_be_missing(name)) mismatch.missing.push_back(options.prefix + name);
    } else if (!fits(found->second, target)) {
      mismatch.misshapen.push_back(fmt::format("{} is {}, expected {}", found->first,
                                               describe(found->second), describe(target)));
    } else {
      copies.emplace_back(target, found->second);
    }
  }
  for (const auto& [name, tensor] : state) {
    if (!name.starts_with(options.prefix)) continue;
    const std::string own = name.substr(options.prefix.size());
    const auto begins = [&](std::string_view unused) { return own.starts_with(unused); };
    if (!targets.contains(own) && std::ranges::none_of(options.unused, begins)) {
      mismatch.unexpected.push_back(json_excerpt(name));  // the file may hold any bytes as a name
    }
  }
  mismatch.throw_if_any(options.source);

  const torch::NoGradGuard no_grad;
  for (auto& [to, from] : copies) to.copy_(from);
}

StateDict state_dict_of(const torch::nn::Module& module) {
  StateDict state;
  const auto keep = [&](const auto& named_tensors) {
    for (const auto& item : named_tensors) {
      // A batch norm without running statistics registers undefined buffers.
      if (item.value().defined()) state[item.key()] = item.value().detach();
    }
  };
  keep(module.named_parameters());
  keep(module.named_buffers());
  return state;
}

}  // namespace petseg
