#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace petseg {

struct EncoderSpec;

/// How a decoder doubles the size. "transposed" is a learnt 2×2 convolution of stride 2.
inline constexpr std::array<std::string_view, 3> kUpsamplingNames{"bilinear", "nearest",
                                                                  "transposed"};

/// What a U-Net's decoder is made of.
struct DecoderOptions {
  std::vector<int> channels = {};  ///< of each stage, from coarse to fine; empty: the encoder's
  std::string upsampling = "bilinear";  ///< one of kUpsamplingNames
  /// In training, the share of the deepest feature channels that are left out (Tompson et al.
  /// 2015).
  double dropout = 0.3;

  bool operator==(const DecoderOptions&) const = default;
};

inline constexpr int kMaxDecoderChannels = 1024;
inline constexpr double kMaxDropout = 0.9;

/// The same options, with the channels that they leave to the encoder. Throws ConfigError when
/// there are more or fewer channels than stages, or a value is none of those above; `where` names
/// the place of the keys decoder_channels, upsampling and dropout, "setup.json: /setup".
DecoderOptions resolve_decoder(const EncoderSpec& spec, DecoderOptions options,
                               const std::string& where);

}  // namespace petseg
