#pragma once

#include <array>

namespace petseg {

struct Vgg16Block {
  int convolutions, channels;
};
inline constexpr std::array<Vgg16Block, 5> kVgg16Blocks{
    {{2, 64}, {2, 128}, {3, 256}, {3, 512}, {3, 512}}};

}  // namespace petseg
