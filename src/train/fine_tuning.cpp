#include "petseg/train/fine_tuning.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "petseg/core/error.h"
#include "petseg/nn/model_defaults.h"

namespace petseg {
namespace {

class Checks {
 public:
  explicit Checks(const Setup& setup) : setup_(setup) {}

  void check_layers() const {
    const int layers = model_defaults(setup_.model).encoder_layers;
    if (setup_.tune_layers > layers) {
      fail("tune_layers", setup_.tune_layers,
           fmt::format("more than the {} layers of the encoder of {}", layers, setup_.model));
    }
    check_encoder_learns("tune_layers", setup_.tune_layers);
    if (!setup_.unfreeze_epochs.empty()) {
      fail("tune_layers", setup_.tune_layers,
           "for an encoder of which the same layers learn all the time; leave out "
           "/params/unfreeze_epochs");
    }
  }

  void check_epochs() const {
    const auto& epochs = setup_.unfreeze_epochs;
    const std::string list = fmt::format("[{}]", fmt::join(epochs, ", "));
    if (!std::ranges::is_sorted(epochs)) fail("unfreeze_epochs", list, "not in ascending order");
    check_encoder_learns("unfreeze_epochs", list);
    if (epochs.size() > static_cast<std::size_t>(setup_.frozen_stages)) {
      fail("unfreeze_epochs", list,
           fmt::format("a list of {} epochs, one for each stage that is to learn, where "
                       "/params/frozen_stages is {}",
                       epochs.size(), setup_.frozen_stages));
    }
  }

 private:
  template <class Found>
  [[noreturn]] void fail(const char* key, const Found& found, const std::string& what) const {
    throw ConfigError(fmt::format("{}: /params/{}: {} is {}", setup_.file, key, found, what));
  }

  template <class Found>
  void check_encoder_learns(const char* key, const Found& found) const {
    if (!setup_.pretrained()) {
      fail(key, found,
           "for an encoder with weights; with /setup/encoder_weights \"none\" all of it learns");
    }
    if (setup_.encoder_rate == 0) {
      fail(key, found, "for an encoder that learns, and /params/encoder_rate is 0");
    }
  }

  const Setup& setup_;
};

}  // namespace

void check_fine_tuning(const Setup& setup) {
  if (setup.tune_layers > 0) Checks(setup).check_layers();
  if (!setup.unfreeze_epochs.empty()) Checks(setup).check_epochs();
}

}  // namespace petseg
