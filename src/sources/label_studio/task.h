#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <opencv2/core/types.hpp>

#include "core/json.h"
#include "sources/label_map.h"

namespace petseg {

/// What one annotator submitted for one photo.
struct TaskAnnotation {
  std::string annotator;  ///< empty where the export does not say
  std::int64_t time = 0;  ///< of its last change, in microseconds since 1970; 0 for unknown
  bool is_ground_truth = false;
  bool is_cancelled = false;  ///< skipped by the annotator
  cv::Size size;              ///< at which the photo was seen; 0×0 for unknown
  std::string regions;        ///< packed, see pack_regions(); empty for none
};

/// A photo and what was said about it.
struct LabelledTask {
  std::optional<std::int64_t> id;
  std::size_t index = 0;  ///< in the export's list
  std::string image;      ///< as the export refers to it
  std::vector<TaskAnnotation> annotations;
  std::size_t predictions = 0;
  bool is_whole = true;  ///< false in JSON-MIN, where further items can be of the same task
  std::string problem;   ///< why it cannot be used, beginning with a JSON pointer; mostly empty
};

/// "task 12", or "item /3" where it has no id.
std::string task_name(const LabelledTask& task);

/// Reads an item of an export in JSON, which holds the task's "data" and "annotations" (before
/// version 1.0 "completions"), or in JSON-MIN: one annotation, whose results stand under the names
/// of the labelling tags. What is wrong with the item becomes its `problem`; DataError is thrown
/// when it is of neither format.
LabelledTask read_task(const Json& item, std::size_t index, const LabelMap& labels);

/// "2024-05-01T10:11:12.5Z" or with an offset such as +02:00 → microseconds since 1970; 0 for
/// anything else.
std::int64_t parse_time(std::string_view text);

}  // namespace petseg
