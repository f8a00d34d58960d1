#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace petseg {

/// The tag by which MLflow knows which artifacts of a run are models.
inline constexpr const char* kModelHistoryTag = "mlflow.log-model.history";

/// That tag's value for one model, JSON: from the MLmodel file of `folder`; nothing where there is
/// none, or a damaged one.
std::optional<std::string> model_history(const std::filesystem::path& folder,
                                         const std::string& run_id,
                                         const std::string& artifact_path);

}  // namespace petseg
