#include "petseg/train/learner.h"

#include <cmath>

#include <ATen/Context.h>
#include <fmt/format.h>
#include <torch/torch.h>

#include "petseg/core/cpu.h"
#include "petseg/core/error.h"
#include "petseg/nn/device.h"
#include "petseg/nn/precision.h"

namespace petseg {
namespace {

/// Of the generator that dropout draws from.
torch::Tensor random_state(torch::Device device) {
  auto generator = at::globalContext().defaultGenerator(device);
  const std::scoped_lock hold(generator.mutex());
  return generator.get_state();
}

void set_random_state(torch::Device device, const torch::Tensor& state, const std::string& source) {
  auto generator = at::globalContext().defaultGenerator(device);
  const std::scoped_lock hold(generator.mutex());
  try {
    generator.set_state(state);
  } catch (const c10::Error&) {
    throw DataError(source + ": rng: no state of a generator of random numbers");
  }
}

void add(StateDict& state, const std::string& prefix, const StateDict& part) {
  for (const auto& [name, tensor] : part) {
    state[prefix + name] = tensor.to(torch::kCPU, /*non_blocking=*/false, /*copy=*/true);
  }
}

/// The entries below a prefix, without it.
StateDict part_of(const StateDict& state, const std::string& prefix) {
  StateDict part;
  for (const auto& [name, tensor] : state) {
    if (name.starts_with(prefix)) part[name.substr(prefix.size())] = tensor;
  }
  return part;
}

const torch::Tensor& entry(const StateDict& state, const std::string& name,
                           const std::string& source) {
  const auto found = state.find(name);
  if (found != state.end()) return found->second;
  throw DataError(fmt::format("{}: {} is missing; it is no state of a training run", source, name));
}

UNet on_device(UNet net, torch::Device device) {
  net->to(device);
  return net;
}

bool is_out_of_memory(const std::exception& error) {
  const std::string_view what = error.what();
  return dynamic_cast<const std::bad_alloc*>(&error) != nullptr ||
         what.find("can't allocate memory") != std::string_view::npos ||
         what.find("out of memory") != std::string_view::npos;
}

}  // namespace

Learner::Learner(UNet net, UNet average, const Setup& setup)
    : setup_(setup),
      device_(choose_device(setup.device, setup.file + ": /params/device")),
      net_(on_device(std::move(net), device_)),
      average_(on_device(std::move(average), device_)),
      loss_(make_loss(setup.loss_options(), setup.file + ": /setup")),
      optimiser_(parameter_groups(*net_, setup), setup.optimiser_options()),
      ema_(*net_, *average_, setup.ema),
      thaws_(thaws(*net_, setup)) {
  set_epochs(0);
  net_->train();
  // The encoder's batch-norm statistics stay ImageNet's: learned on few breeds, they would tell
  // breeds apart rather than species.
  if (setup.pretrained()) net_->encoder().eval();
}

void Learner::set_epochs(int epochs) {
  for (Thaw& thaw : thaws_) {
    for (auto& parameter : thaw.parameters) parameter.set_requires_grad(epochs >= thaw.epochs);
  }
}

torch::Tensor Learner::forward(const Batch& batch) {
  const Autocast bf16(device_.is_cpu() && cpu_has_bf16());
  return net_(batch.images.to(device_));
}

double Learner::add_gradients(const Batch& batch, double share) {
  try {
    const auto loss = loss_(forward(batch), batch.targets.to(device_));
    const double value = loss.item<double>();
    if (std::isfinite(value)) (share == 1 ? loss : loss * share).backward();
    return value;
  } catch (const std::exception& error) {
    if (!is_out_of_memory(error)) throw;
    throw RunError(fmt::format(
        "out of memory in a training step of {} photos at {} x {} pixels; a smaller "
        "/params/batch_size (now {}) or /setup/image_size needs less",
        batch.images.size(0), batch.images.size(2), batch.images.size(3), setup_.batch_size));
  }
}

double Learner::step(std::span<const Batch> batches, double learning_rate) {
  const double share = 1.0 / static_cast<double>(batches.size());
  double loss = 0;
  optimiser_.zero_grad();
  for (const Batch& batch : batches) {
    const double value = add_gradients(batch, share);
    if (!std::isfinite(value)) {
      throw LossIsNoNumber(
          fmt::format("the loss became {} on a batch of {}; lower /params/learning_rate (now {})",
                      value, list_photos({&batch, 1}), setup_.learning_rate));
    }
    loss += share * value;
  }
  optimiser_.clip_gradients(setup_.gradient_clip);
  optimiser_.step(learning_rate);
  ema_.update();
  return loss;
}

StateDict Learner::state() const {
  StateDict state;
  add(state, "net.", state_dict_of(*net_));
  add(state, "average.", state_dict_of(*average_));
  add(state, "optimizer.", optimiser_.state());
  state["ema.steps"] = torch::tensor(static_cast<std::int64_t>(ema_.steps()));
  state["rng"] = random_state(device_);
  return state;
}

void Learner::load_state(const StateDict& state, const std::string& source) {
  const auto& steps = entry(state, "ema.steps", source);
  const auto& rng = entry(state, "rng", source);
  load_state_dict(*net_, state, {.source = source, .prefix = "net."});
  load_state_dict(*average_, state, {.source = source, .prefix = "average."});
  optimiser_.load_state(part_of(state, "optimizer."), source);
  ema_.set_steps(steps.item<int>());
  set_random_state(device_, rng, source);
}

}  // namespace petseg
