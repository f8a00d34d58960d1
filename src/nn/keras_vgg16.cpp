#include "nn/keras_vgg16.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <torch/torch.h>

#include "petseg/core/error.h"

#include "core/json.h"
#include "nn/hdf5.h"
#include "nn/name_list.h"
#include "nn/vgg16_blocks.h"

namespace petseg {
namespace {

struct Part {
  std::string name;  ///< torchvision's
  Shape shape;       ///< Keras's
};

/// By "block1_conv1/kernel" and "block1_conv1/bias".
std::map<std::string, Part> parts_of_vgg16() {
  std::map<std::string, Part> parts;
  std::int64_t in = 3;
  int position = 0;
  for (std::size_t b = 0; b < kVgg16Blocks.size(); ++b) {
    const auto& [convolutions, channels] = kVgg16Blocks[b];
    for (int c = 0; c < convolutions; ++c) {
      const std::string layer = fmt::format("block{}_conv{}", b + 1, c + 1);
      const std::string name = fmt::format("features.{}.", position);
      parts[layer + "/kernel"] = {name + "weight", {3, 3, in, channels}};
      parts[layer + "/bias"] = {name + "bias", {channels}};
      in = channels;
      position += 2;  // torchvision counts ReLUs and poolings too
    }
    ++position;
  }
  return parts;
}

std::vector<std::string> components_of(const std::string& path) {
  std::vector<std::string> components;
  std::istringstream in(path);
  for (std::string component; std::getline(in, component, '/');) components.push_back(component);
  return components;
}

/// Old files have "block1_conv1_W_1:0" and "…_b_1:0", Keras 2 "kernel:0" and "bias:0", Keras 3
/// numbers.
std::string_view role_of(const std::string& leaf) {
  const bool is_bias =
      leaf.starts_with("bias") || leaf.find("_b_") != std::string::npos || leaf == "1";
  return is_bias ? "bias" : "kernel";
}

/// "block3_conv1" of 4, the network's fifth convolution; empty beyond the last.
std::string layer_name(int number) {
  for (std::size_t b = 0; b < kVgg16Blocks.size(); ++b) {
    const int convolutions = kVgg16Blocks[b].convolutions;
    if (number < convolutions) return fmt::format("block{}_conv{}", b + 1, number + 1);
    number -= convolutions;
  }
  return "";
}

/// save_weights() of Keras 3 counts: "conv2d", "conv2d_1", …
std::string numbered_layer(const std::string& name) {
  constexpr std::string_view kName = "conv2d";
  if (name == kName) return layer_name(0);
  int number = -1;
  const char* const end = name.data() + name.size();
  if (name.starts_with("conv2d_")) std::from_chars(name.data() + kName.size() + 1, end, number);
  return number > 0 ? layer_name(number) : "";
}

/// The layer may stand in groups of a model, "model_weights/vgg16/block1_conv1/kernel:0".
std::string key_of(const std::vector<std::string>& components) {
  const auto is_layer = [](const std::string& component) {
    return component.starts_with("block") && component.find("_conv") != std::string::npos;
  };
  const std::size_t depth = components.size();
  const auto named = std::ranges::find_if(components, is_layer);
  std::string layer;
  if (named != components.end()) {
    layer = *named;
  } else if (depth >= 3 && components[depth - 2] == "vars") {
    layer = numbered_layer(components[depth - 3]);
  }
  return fmt::format("{}/{}", layer, role_of(components.back()));
}

bool is_of_no_encoder(const std::vector<std::string>& components) {
  constexpr std::array<std::string_view, 5> kOthers{"fc1", "fc2", "predictions", "optimizer",
                                                    "optimizer_weights"};
  return std::ranges::any_of(components, [&](const std::string& part) {
    return std::ranges::find(kOthers, part) != kOthers.end();
  });
}

}  // namespace

StateDict read_keras_vgg16(const std::filesystem::path& path) {
  const auto parts = parts_of_vgg16();
  std::map<std::string, std::string> paths;  // by key
  std::vector<std::string> unexpected;
  const auto wanted = [&](const std::string& dataset) -> std::optional<Shape> {
    const auto components = components_of(dataset);
    if (is_of_no_encoder(components)) return std::nullopt;
    const auto found = parts.find(key_of(components));
    const bool is_new = found != parts.end() && paths.emplace(found->first, dataset).second;
    if (is_new) return found->second.shape;
    unexpected.push_back(json_excerpt(dataset));
    return std::nullopt;
  };
  const StateDict read = read_hdf5(path, wanted);

  std::vector<std::string> missing;
  for (const auto& [key, part] : parts) {
    if (!paths.contains(key)) missing.push_back(key);
  }
  std::vector<std::string> wrong;
  if (!missing.empty()) wrong.push_back(name_list(missing, "missing"));
  if (!unexpected.empty()) wrong.push_back(name_list(unexpected, "unexpected"));
  if (!wrong.empty()) {
    throw DataError(fmt::format("{}: is not the encoder of Keras's VGG16: {}", path.string(),
                                fmt::join(wrong, "; ")));
  }
  StateDict state;
  for (const auto& [key, dataset] : paths) {
    const torch::Tensor& tensor = read.at(dataset);
    state[parts.at(key).name] =
        tensor.dim() == 4 ? tensor.permute({3, 2, 0, 1}).contiguous() : tensor;
  }
  return state;
}

}  // namespace petseg
