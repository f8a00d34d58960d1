#include "petseg/nn/decoder_options.h"

#include <algorithm>

#include <fmt/format.h>

#include "petseg/core/did_you_mean.h"
#include "petseg/core/error.h"
#include "petseg/nn/encoder.h"
#include "petseg/nn/model_defaults.h"

namespace petseg {

DecoderOptions resolve_decoder(const EncoderSpec& spec, DecoderOptions options,
                               const std::string& where) {
  const auto fail = [&](const std::string& what) { throw ConfigError(where + what); };
  if (options.channels.empty()) options.channels = model_defaults(spec.model).decoder_channels;
  if (const std::size_t stages = spec.taps.size() - 1; options.channels.size() != stages) {
    fail(fmt::format("/decoder_channels: {} numbers, expected {}, one for each decoder stage of {}",
                     options.channels.size(), stages, spec.model));
  }
  for (const int channels : options.channels) {
    if (channels < 1 || channels > kMaxDecoderChannels) {
      fail(fmt::format("/decoder_channels: {} is not at least 1 and at most {}", channels,
                       kMaxDecoderChannels));
    }
  }
  const auto& names = kUpsamplingNames;
  if (std::ranges::find(names, options.upsampling) == names.end()) {
    fail(fmt::format("/upsampling: \"{}\" is not one of {}{}", options.upsampling,
                     quoted_list(names), did_you_mean(options.upsampling, names)));
  }
  if (!(options.dropout >= 0 && options.dropout <= kMaxDropout)) {
    fail(
        fmt::format("/dropout: {} is not at least 0 and at most {}", options.dropout, kMaxDropout));
  }
  return options;
}

}  // namespace petseg
