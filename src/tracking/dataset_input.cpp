#include "tracking/dataset_input.h"

#include "petseg/core/classes.h"

#include "core/json.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

constexpr std::size_t kLongestDigest = 36;

/// A schema of one tensor, a JSON text.
std::string tensor_schema(const char* name, const Json& shape) {
  const Json spec{{"dtype", "uint8"}, {"shape", shape}};
  return Json::array({{{"name", name}, {"type", "tensor"}, {"tensor-spec", spec}}}).dump();
}

std::string schema() {
  const Json tensors{{"features", tensor_schema("image", {-1, -1, -1, 3})},
                     {"targets", tensor_schema("mask", {-1, -1, -1})}};
  return Json{{"mlflow_tensorspec", tensors}}.dump();
}

/// What is no UTF-8 in a folder's or a breed's name is replaced.
std::string text(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

DatasetInput dataset_input(const fs::path& folder, const DataSplit& split) {
  const fs::path path = fs::absolute(folder).lexically_normal();
  const Json profile{{"num_photos", split.photos},
                     {"num_classes", kNumClasses},
                     {"classes", kClassNames},
                     {"photos_by_species", split.by_species},
                     {"photos_by_breed", split.by_breed}};
  return {.name = path.has_filename() ? path.filename().string()
                                      : path.parent_path().filename().string(),
          .digest = split.digest.substr(0, kLongestDigest),
          .source_type = "local",
          .source = text({{"uri", path.string()}}),
          .schema = schema(),
          .profile = text(profile),
          .context = split.name};
}

}  // namespace petseg
