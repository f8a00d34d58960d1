#pragma once

#include <functional>
#include <string>

#include <gtest/gtest.h>

#include "petseg/core/error.h"

namespace petseg {

using Parse = std::function<void(const std::string& bytes)>;

/// A file that was cut short anywhere must be refused, and by an error of ours.
inline void expect_every_truncation_refused(const std::string& sound, const Parse& parse) {
  for (std::size_t size = 0; size < sound.size(); ++size) {
    EXPECT_THROW(parse(sound.substr(0, size)), Error) << "cut to " << size << " bytes";
  }
}

/// A damaged byte may stand in a number and go unnoticed; anything but that or an error of ours
/// fails the test.
inline void expect_every_damage_refused_or_read(const std::string& sound, const Parse& parse) {
  for (std::size_t place = 0; place < sound.size(); ++place) {
    for (const unsigned flip : {0x01U, 0x20U, 0x80U, 0xFFU}) {
      std::string damaged = sound;
      damaged[place] = static_cast<char>(static_cast<unsigned char>(damaged[place]) ^ flip);
      try {
        parse(damaged);
      } catch (const Error&) {
      } catch (const std::exception& error) {
        ADD_FAILURE() << "byte " << place << " ^ " << flip << ": " << error.what();
      }
    }
  }
}

}  // namespace petseg
