#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace petseg {

struct EncoderSpec;

/// What a U-Net's decoder is made of.
struct DecoderOptions {
  std::vector<int> channels = {};  ///< of each stage, from coarse to fine; empty: the encoder's
  std::string upsampling = "bilinear";  ///< one of upsampling_names()
  /// In training, the share of the deepest feature channels that are left out (Tompson et al.
  /// 2015).
  double dropout = 0.3;

  bool operator==(const DecoderOptions&) const = default;
};

inline constexpr int kMaxDecoderChannels = 1024;
inline constexpr double kMaxDropout = 0.9;

/// "bilinear", "nearest", and "transposed": a learnt 2×2 convolution of stride 2.
const std::vector<std::string_view>& upsampling_names();

/// The same options, with the channels that they leave to the encoder. Throws ConfigError when
/// there are more or fewer channels than stages, or a value is none of those above; `where` names
/// the place of the keys decoder_channels, upsampling and dropout, "setup.json: /setup".
DecoderOptions resolve_decoder(const EncoderSpec& spec, DecoderOptions options,
                               const std::string& where);

}  // namespace petseg
