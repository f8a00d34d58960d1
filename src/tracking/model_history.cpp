#include "tracking/model_history.h"

#include <yaml-cpp/yaml.h>

#include "petseg/core/files.h"

#include "core/json.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

constexpr std::size_t kMaxBytes = 1 << 20;

std::string text(const YAML::Node& node) {
  return node.IsDefined() && node.IsScalar() ? node.Scalar() : "";
}

}  // namespace

std::optional<std::string> model_history(const fs::path& folder, const std::string& run_id,
                                         const std::string& artifact_path) {
  const fs::path file = folder / "MLmodel";
  std::error_code unknown;
  if (!fs::is_regular_file(file, unknown)) return std::nullopt;
  try {
    const YAML::Node model = YAML::Load(read_file(file, kMaxBytes));
    Json flavors = Json::object();
    for (const auto& flavor : model["flavors"]) {
      Json& values = flavors[text(flavor.first)] = Json::object();
      for (const auto& item : flavor.second) {
        if (item.second.IsScalar()) values[text(item.first)] = text(item.second);
      }
    }
    const Json entry{{"run_id", run_id},
                     {"artifact_path", artifact_path},
                     {"utc_time_created", text(model["utc_time_created"])},
                     {"model_uuid", text(model["model_uuid"])},
                     {"flavors", std::move(flavors)}};
    return Json::array({entry}).dump();
  } catch (const YAML::Exception&) {
    return std::nullopt;
  }
}

}  // namespace petseg
