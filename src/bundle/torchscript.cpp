#include "petseg/bundle/torchscript.h"

#include <functional>
#include <sstream>
#include <string_view>

#include <torch/csrc/jit/frontend/tracer.h>
#include <torch/csrc/jit/passes/constant_propagation.h>
#include <torch/script.h>
#include <torch/torch.h>

#include "petseg/core/files.h"
#include "petseg/nn/device.h"
#include "petseg/nn/species_evidence.h"
#include "petseg/nn/species_fusion.h"

namespace petseg {

namespace embedded {
extern const std::string_view close_ups_py;
}

namespace {

using torch::jit::Stack;

constexpr const char* kForwardWithoutClassifier = R"(
def forward(self, photos: Tensor) -> Tensor:
    return self.look((photos - self.mean) / self.std)
)";

/// A tensor [1, 3, 1, 1].
torch::Tensor per_channel(const std::array<double, 3>& values) {
  return torch::tensor(std::vector<double>(values.begin(), values.end()), torch::kFloat32)
      .view({1, 3, 1, 1});
}

/// Adds what `function` does as a method. Weights become constants of it.
void add_traced(torch::jit::Module& module, const std::string& name, const Stack& example,
                const std::function<Stack(Stack)>& function) {
  const auto [state, outputs] = torch::jit::tracer::trace(
      example, function, [](const torch::Tensor&) { return std::string(); });
  auto graph = state->graph;
  torch::jit::ConstantPropagation(graph);  // batch norms are folded once and for all
  graph->insertInput(0, "self")->setType(module.type());
  auto* const method = module._ivalue()->compilation_unit()->create_function(
      c10::QualifiedName(*module.type()->name(), name), graph);
  module.type()->addMethod(method);
}

void add_classifier_methods(torch::jit::Module& module, UNetImpl& net, const torch::Tensor& x) {
  add_traced(module, "look", {x}, [&](Stack in) {
    const auto [logits, evidence] = net.look(in[0].toTensor());
    return Stack{c10::ivalue::Tuple::create(logits, evidence)};
  });
  add_traced(module, "species_odds", {x},
             [&](Stack in) { return Stack{net.species_odds(in[0].toTensor())}; });
  const auto [logits, evidence] = net.look(x);
  const auto odds = torch::zeros({3, x.size(0)});
  add_traced(module, "fuse", {logits, evidence, odds}, [](Stack in) {
    const auto close_ups = in[2].toTensor();
    const auto of_photo = photo_odds(in[1].toTensor()).flatten();
    const auto pet = close_ups.select(0, 0);
    return Stack{apply_species_evidence(in[0].toTensor(), in[1].toTensor(),
                                        {torch::where(pet.isnan(), of_photo, pet),
                                         close_ups.select(0, 1), close_ups.select(0, 2)})};
  });
}

/// For as long as it lives, a net's weights are on the CPU, where any Python loads them, and want
/// no gradients: a trace takes no others as constants.
class Traceable {
 public:
  explicit Traceable(torch::nn::Module& net) : net_(net), device_(device_of(net)) {
    net.to(torch::kCPU);
    for (const auto& parameter : net.parameters()) {
      if (!parameter.requires_grad()) continue;
      wanted_.push_back(parameter);
      parameter.set_requires_grad(false);
    }
  }
  ~Traceable() {
    for (const auto& parameter : wanted_) parameter.set_requires_grad(true);
    net_.to(device_);
  }
  Traceable(const Traceable&) = delete;
  Traceable& operator=(const Traceable&) = delete;

 private:
  torch::nn::Module& net_;
  torch::Device device_;
  std::vector<torch::Tensor> wanted_;
};

}  // namespace

void save_torchscript(const Bundle& bundle, const std::filesystem::path& file) {
  const torch::NoGradGuard no_grad;
  UNet holder = bundle.net;  // which shares the network, and gives access to it
  UNetImpl& net = *holder;
  const Traceable traceable(net);
  torch::jit::Module module("petseg");
  module.register_buffer("mean", per_channel(bundle.preprocessing.mean));
  module.register_buffer("std", per_channel(bundle.preprocessing.std));
  const auto x = torch::randn({2, 3, 64, 96});
  if (net.classifier() != nullptr) {
    add_classifier_methods(module, net, x);
    module.define(std::string(embedded::close_ups_py));
  } else {
    add_traced(module, "look", {x}, [&](Stack in) { return Stack{net.forward(in[0].toTensor())}; });
    module.define(kForwardWithoutClassifier);
  }
  module.eval();
  std::ostringstream archive;
  module.save(archive);
  write_file(file, archive.str());
}

}  // namespace petseg
