#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "petseg/sources/raw_photo.h"

namespace petseg {

/// What becomes of the pixels of an annotation that COCO marks as a crowd (`iscrowd`).
enum class CrowdRule {
  kIgnore,  ///< neither learnt from nor scored
  kClass    ///< of the annotation's class, like any other
};

/// A folder of photos with their instances in COCO's JSON (Lin et al. 2014).
struct CocoOptions {
  std::filesystem::path folder;
  /// The JSON file; where empty, the only one in the folder or in its annotations/.
  std::filesystem::path annotations = {};
  /// The subfolder below which file names are looked up; where empty, the folder itself and those
  /// of the usual names (images/, train2017/ …).
  std::string images = {};
  /// Names of categories, in any case → "background", "cat", "dog" or "ignore". Where it does not
  /// say otherwise, the categories cat and dog are what they say, and all others background.
  std::map<std::string, std::string> categories = {};
  CrowdRule crowd = CrowdRule::kIgnore;
};

/// Lists the photos with an annotation of a mapped category; how many others there are is logged.
/// Segmentations are polygons or run lengths, compressed or not, and give the pixels that
/// pycocotools gives. Where two overlap, the smaller lies in front; crowds lie behind all others.
/// The condition of a photo is the folder that its file name gives ("dark/a.jpg"), unless that is
/// one of the usual names; where photos of two conditions have one name, the second is called
/// `<condition>_<name>`.
/// The file is read as a stream, twice when its categories or images stand behind its annotations:
/// memory holds its list of images and the shapes of mapped categories.
///
/// A photo is rejected when it is not found, its file name leads out of the folder, its id or that
/// of one of its annotations stands twice, or an annotation has an unknown category or a
/// segmentation that is malformed; so are annotations of images that the file does not list. Throws
/// DataError when the file as a whole is malformed, has no category of a pet, or leaves no photo,
/// ConfigError when it cannot be told which file is meant or a category of the options is not in
/// it.
RawSource read_coco(const CocoOptions& options);

}  // namespace petseg
