#pragma once

#include <string>

#include "petseg/core/option_table.h"

namespace petseg {

/// Random changes of training samples, what a setup says under /augment; the table gives each field
/// its range and its meaning. The defaults are the measured recipe.
struct Augmentation {
  bool enabled = true;

  // where the photo goes
  double rotation_deg = 15;
  double scale_low = 0.75, scale_high = 1.35;
  double aspect_low = 0.85, aspect_high = 1.18;
  double shift = 0.12;
  double flip = 0.5;

  // colours
  double brightness_low = 0.6, brightness_high = 1.4;
  double contrast_low = 0.7, contrast_high = 1.3;
  double saturation_low = 0.4, saturation_high = 1.5;
  double channel_shift = 12;
  double hue = 10;
  double grey = 0.1;

  // the camera
  double blur = 0.15;
  double darkness = 0.1;
  double noise = 0.10;
  double jpeg = 0.15;

  // what is seen
  double copy_paste = 0.35;
  double side_by_side = 0.15;
  double other_species = 0.7;
  double cutout = 0.1;
};

/// The keys below /augment.
const OptionTable<Augmentation>& augmentation_options();

/// Throws ConfigError when the lower end of a range lies above the upper one; `where` is the file.
void check_augmentation(const Augmentation& augmentation, const std::string& where);

/// What leaves every photo as it is: no change at all has a probability or a range.
Augmentation no_augmentation();

}  // namespace petseg
