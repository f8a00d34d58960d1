#pragma once

#include <filesystem>
#include <string>

namespace petseg {

/// The local folder of a saved model (it holds model.json). `uri` is a run folder, its `model/`
/// folder, or such a path after `file:`. Throws IoError that says what was looked for, and
/// ConfigError for a scheme that this version cannot resolve (runs:/, models:/, s3://).
std::filesystem::path resolve_model_uri(const std::string& uri);

}  // namespace petseg
