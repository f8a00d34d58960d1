#include "train/snapshots.h"

#include <fmt/format.h>

#include "petseg/nn/safetensors.h"
#include "petseg/nn/state_dict.h"

namespace petseg {
namespace {

constexpr int kKept = 3;

std::filesystem::path snapshot_path(const std::filesystem::path& folder, int epoch) {
  return folder / fmt::format("epoch-{:04}.safetensors", epoch);
}

}  // namespace

void save_snapshot(const std::filesystem::path& folder, int epoch, int every,
                   const torch::nn::Module& net) {
  if (every == 0 || epoch % every != 0) return;
  save_safetensors(snapshot_path(folder, epoch), state_dict_of(net));
  std::filesystem::remove(snapshot_path(folder, epoch - kKept * every));
}

}  // namespace petseg
