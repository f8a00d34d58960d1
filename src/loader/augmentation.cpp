#include "petseg/loader/augmentation.h"

#include <fmt/format.h>

#include "petseg/core/error.h"

namespace petseg {

const OptionTable<Augmentation>& augmentation_options() {
  using A = Augmentation;
  const Range probability{.low = 0, .high = 1};
  const Range scale{.low = 0.1, .high = 4};
  const Range aspect{.low = 0.25, .high = 4};
  const Range factor{.low = 0, .high = 4};
  static const OptionTable<Augmentation> table{
      {"/augment/enabled",
       &A::enabled,
       {},
       "whether training photos are changed at random; false: they are resized only, and no other "
       "key of augment has an effect"},
      {"/augment/rotation_deg", &A::rotation_deg, Range{.low = 0, .high = 180},
       "a photo is turned by up to so many degrees to either side"},
      {"/augment/scale_low", &A::scale_low, scale,
       "its size is multiplied by a factor from here to scale_high. Where it does not fill the "
       "view, it is mirrored at its border, and its mask with it"},
      {"/augment/scale_high", &A::scale_high, scale, "the largest such factor"},
      {"/augment/aspect_low", &A::aspect_low, aspect,
       "its width against its height is multiplied by a factor from here to aspect_high"},
      {"/augment/aspect_high", &A::aspect_high, aspect, "the largest such factor"},
      {"/augment/shift", &A::shift, Range{.low = 0, .high = 1},
       "it is moved in each direction by up to so much of the view's side"},
      {"/augment/flip", &A::flip, probability, "probability that it is mirrored"},
      {"/augment/brightness_low", &A::brightness_low, factor,
       "all values are multiplied by a factor from here to brightness_high"},
      {"/augment/brightness_high", &A::brightness_high, factor, "the largest such factor"},
      {"/augment/contrast_low", &A::contrast_low, factor,
       "the distance of all values to the photo's mean is multiplied by a factor from here to "
       "contrast_high"},
      {"/augment/contrast_high", &A::contrast_high, factor, "the largest such factor"},
      {"/augment/saturation_low", &A::saturation_low, factor,
       "the distance of colours to grey is multiplied by a factor from here to saturation_high"},
      {"/augment/saturation_high", &A::saturation_high, factor, "the largest such factor"},
      {"/augment/channel_shift", &A::channel_shift, Range{.low = 0, .high = 128},
       "a colour cast: up to so many grey levels are added to or taken off red, green and blue, "
       "each on its own"},
      {"/augment/hue", &A::hue, Range{.low = 0, .high = 180},
       "colours are turned by up to so many degrees of the colour circle, either way"},
      {"/augment/grey", &A::grey, probability, "probability that a photo loses its colours"},
      {"/augment/blur", &A::blur, probability,
       "probability that it is blurred, by a Gaussian of 0.5 to 1.5 pixels"},
      {"/augment/darkness", &A::darkness, probability,
       "probability that it is as if taken with 9 to 70 % of the light, with the noise that a "
       "sensor has then"},
      {"/augment/noise", &A::noise, probability,
       "probability that Gaussian noise of 3 to 15 grey levels is added"},
      {"/augment/jpeg", &A::jpeg, probability,
       "probability that it is compressed as a JPEG of quality 30 to 90"},
      {"/augment/copy_paste", &A::copy_paste, probability,
       "probability that the animal of another photo is pasted over it, where it hides least; so "
       "training sees photos of both species even where there are none"},
      {"/augment/side_by_side", &A::side_by_side, probability,
       "probability that two photos share the view instead, one beside the other"},
      {"/augment/other_species", &A::other_species, probability,
       "probability that the other photo has to be of another species"},
      {"/augment/cutout", &A::cutout, probability,
       "probability that a rectangle of 5 to 20 % of the view is filled with the photo's mean "
       "colour; what is behind it is not known, its mask is ignored there"},
  };
  return table;
}

void check_augmentation(const Augmentation& a, const std::string& where) {
  struct Ends {
    const char* name;
    double low, high;
  };
  for (const Ends& ends : {Ends{"scale", a.scale_low, a.scale_high},
                           {"aspect", a.aspect_low, a.aspect_high},
                           {"brightness", a.brightness_low, a.brightness_high},
                           {"contrast", a.contrast_low, a.contrast_high},
                           {"saturation", a.saturation_low, a.saturation_high}}) {
    if (ends.low <= ends.high) continue;
    throw ConfigError(fmt::format("{}: /augment/{}_low: {} is above {}_high, {}", where, ends.name,
                                  ends.low, ends.name, ends.high));
  }
}

Augmentation no_augmentation() {
  return {.enabled = false,
          .rotation_deg = 0,
          .scale_low = 1,
          .scale_high = 1,
          .aspect_low = 1,
          .aspect_high = 1,
          .shift = 0,
          .flip = 0,
          .brightness_low = 1,
          .brightness_high = 1,
          .contrast_low = 1,
          .contrast_high = 1,
          .saturation_low = 1,
          .saturation_high = 1,
          .channel_shift = 0,
          .hue = 0,
          .grey = 0,
          .blur = 0,
          .darkness = 0,
          .noise = 0,
          .jpeg = 0,
          .copy_paste = 0,
          .side_by_side = 0,
          .cutout = 0};
}

}  // namespace petseg
