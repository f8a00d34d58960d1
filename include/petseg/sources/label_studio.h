#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "petseg/sources/raw_photo.h"

namespace petseg {

/// Photos that were annotated in Label Studio.
struct LabelStudioOptions {
  std::filesystem::path folder;  ///< the photos lie in it and below
  /// The export, in JSON or JSON-MIN; where empty, the folder's annotations.json.
  std::filesystem::path annotations = {};
  /// Names of labels → background, cat, dog or ignore. These four stand for themselves, in any
  /// case.
  std::map<std::string, std::string> labels = {};
  /// Where a task has several annotators and none of their annotations is the ground truth:
  /// "majority", a pixel has the class that more than half of them give it, else kIgnoreLabel; or
  /// "latest", the annotation that was changed last holds.
  std::string annotators = "majority";
};

/// Lists the photos of an export. Brushes, rectangles, ellipses and polygons become the mask, later
/// regions above earlier ones (in JSON-MIN, which sorts them by tag: tag by tag); the rest of the
/// photo is background. Other results (choices, texts, key points) are passed over, as are
/// cancelled annotations, empty ones beside others, and of one annotator all but the latest.
///
/// A reference to a photo is resolved below the folder: the longest end of its path that is a file
/// there; then the name without the eight digits that Label Studio puts before those of uploads,
/// and without the other changes that it makes to them. What is not there stays a URL where it is
/// one. The condition is the folder that the reference names (for uploads, the one in which they
/// are found), unless that is the source's own. Photos are named after their files; where two have
/// one name, `<condition>_<name>` or `<name>_<task id>`.
///
/// Masks are as large as the annotator saw the photo, which browsers show upright.
///
/// A task that cannot be used is rejected. Throws ConfigError for a wrong option, IoError when the
/// export cannot be read, DataError when it is malformed as a whole or no task can be used.
RawSource read_label_studio(const LabelStudioOptions& options);

/// The same from an export's text; `options.annotations` is but its name in messages.
RawSource parse_label_studio(std::string_view json, const LabelStudioOptions& options);

}  // namespace petseg
