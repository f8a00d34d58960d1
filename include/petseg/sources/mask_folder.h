#pragma once

#include <filesystem>
#include <string>

#include "petseg/sources/raw_photo.h"

namespace petseg {

/// A folder of photos beside a folder of masks, as PASCAL VOC has them.
struct MaskFolderOptions {
  std::filesystem::path folder;
  /// The subfolder of the photos; where empty, the first of images, JPEGImages and imgs.
  std::string images = {};
  /// The subfolder of the masks; where empty, the first of masks, SegmentationClass, labels and
  /// annotations.
  std::string masks = {};
  /// The JSON file with the class of each mask value, `{"0": "background", "1": "cat", "2": "dog",
  /// "255": "ignore"}`; where empty, the folder's classes.json, and without one what stands here.
  std::filesystem::path class_map = {};
};

/// Lists photos and their masks: PNGs of grey levels or palette indices, with the photo's name. The
/// photos of a subfolder of `images` are of the condition that it is named after; their masks lie
/// in a subfolder of that name too, or directly among the masks. Where two photos have one name,
/// the second is called `<condition>_<name>`. Photos without mask and masks without photo are
/// rejected. Throws ConfigError when the class map cannot be used, DataError when a folder is
/// missing or no photo has a mask.
RawSource read_mask_folder(const MaskFolderOptions& options);

}  // namespace petseg
