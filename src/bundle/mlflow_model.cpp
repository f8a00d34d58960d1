#include "petseg/bundle/mlflow_model.h"

#include <chrono>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <torch/torch.h>

#include "petseg/bundle/torchscript.h"
#include "petseg/core/files.h"
#include "petseg/core/random_id.h"
#include "petseg/core/version.h"

#include "core/json.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

/// The version of MLflow whose format this is: later ones read it, too.
constexpr const char* kMlflow = "2.22.0";
/// Nothing here depends on Python; MLflow makes environments with one.
constexpr const char* kPython = "3.11.9";
constexpr int kExampleSide = 32;

// JSON strings are YAML strings.
std::string quoted(const std::string& text) { return Json(text).dump(); }

/// "2026-11-26 04:14:00.000000", UTC.
std::string utc_now() {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  return fmt::format("{:%Y-%m-%d %H:%M:%S}.000000",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(now)));
}

/// Photos, and logits: float32 [N, 3, H, W].
std::string signature() {
  const Json spec{{"type", "tensor"},
                  {"tensor-spec", {{"dtype", "float32"}, {"shape", {-1, 3, -1, -1}}}}};
  return quoted(Json::array({spec}).dump());
}

std::string mlmodel(const Bundle& bundle) {
  return fmt::format(
      R"(artifact_path: model
flavors:
  python_function:
    code: null
    data: data
    env:
      conda: conda.yaml
      virtualenv: python_env.yaml
    loader_module: mlflow.pytorch
    model_config:
      device: null
    pickle_module_name: mlflow.pytorch.pickle_module
    python_version: {python}
  pytorch:
    code: null
    model_data: data
    pytorch_version: {torch}
mlflow_version: {mlflow}
metadata:
  producer: {producer}
  model: {model}
  input: "photos, RGB 0 to 255, float32 [N, 3, H, W], H and W multiples of 32; trained at about {side} x {side}"
  output: "logits, float32 [N, 3, H, W]: 0 background, 1 cat, 2 dog"
model_uuid: {uuid}
saved_input_example_info:
  artifact_path: input_example.json
  serving_input_path: serving_input_example.json
  type: ndarray
signature:
  inputs: {signature}
  outputs: {signature}
  params: null
utc_time_created: {time}
)",
      fmt::arg("python", kPython), fmt::arg("torch", TORCH_VERSION), fmt::arg("mlflow", kMlflow),
      fmt::arg("producer", quoted(fmt::format("petseg {}", version()))),
      fmt::arg("model", quoted(bundle.model)), fmt::arg("side", bundle.preprocessing.image_size),
      fmt::arg("uuid", random_id()), fmt::arg("signature", signature()),
      fmt::arg("time", quoted(utc_now())));
}

std::string requirements() {
  return fmt::format("mlflow\ntorch=={}\nnumpy\ncloudpickle\n", TORCH_VERSION);
}

std::string conda() {
  return fmt::format(
      "channels:\n- conda-forge\ndependencies:\n- python={}\n- pip\n- pip:\n  - mlflow\n"
      "  - torch=={}\n  - numpy\n  - cloudpickle\nname: mlflow-env\n",
      kPython, TORCH_VERSION);
}

std::string python_env() {
  return fmt::format(
      "python: {}\nbuild_dependencies:\n- pip\n- setuptools\n- wheel\ndependencies:\n"
      "- -r requirements.txt\n",
      kPython);
}

/// A grey photo, [1, 3, kExampleSide, kExampleSide].
Json input_example() {
  const Json row(std::vector<double>(kExampleSide, 128.0));
  const Json channel(std::vector<Json>(kExampleSide, row));
  return Json::array({std::vector<Json>(3, channel)});
}

}  // namespace

void save_mlflow_model(const Bundle& bundle, const fs::path& folder) {
  AtomicFolder target(folder);
  write_bundle(bundle, target.path());
  save_torchscript(bundle, target.path() / "data" / "model.pth");
  target.write("data/pickle_module_info.txt", "mlflow.pytorch.pickle_module");
  target.write("MLmodel", mlmodel(bundle));
  target.write("requirements.txt", requirements());
  target.write("conda.yaml", conda());
  target.write("python_env.yaml", python_env());
  target.write("input_example.json", input_example().dump());
  target.write("serving_input_example.json", Json{{"inputs", input_example()}}.dump());
  target.commit();
}

}  // namespace petseg
