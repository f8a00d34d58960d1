#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace petseg {

/// What a picture shows, and of which step.
struct StepImage {
  std::string key;
  int step = 0;
  friend bool operator==(const StepImage&, const StepImage&) = default;
};

/// The key as MLflow takes it for a picture: letters, digits, "_", "-", "." and spaces, each other
/// character as "_". A slash would be shown as "~" by some of its versions. Of a text that is too
/// long for the name of a file, the last 100 characters: names of photos differ at the end.
std::string image_key(std::string_view text);

/// Where MLflow's pages look for a picture of a step (MlflowClient.log_image), without its ending
/// ".png" or, of the small one that they show first, "+compressed.png":
/// "images/<key>+step+<step>+timestamp+<milliseconds since 1970>+<id>".
std::string step_image_name(const StepImage& image, std::int64_t time, const std::string& id);

/// What the file of a run is a picture of, in either size; nothing for other files.
std::optional<StepImage> step_image_of(std::string_view file);

}  // namespace petseg
