#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace petseg {

/// The local folder of a saved model (it holds model.json). `uri` is a run folder, its `model/`
/// folder, or such a path after `file:`. Throws IoError that says what was looked for, and
/// ConfigError for a scheme that this version cannot resolve (runs:/, models:/, s3://).
std::filesystem::path resolve_model_uri(const std::string& uri);

/// The file that `uri` names where that is one, of weights alone; nothing for any other address.
std::optional<std::filesystem::path> find_weights_file(const std::string& uri);

}  // namespace petseg
