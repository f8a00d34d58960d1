#include "tracking/model_source.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/tracking/open_store.h"

#include "tracking/artifact_path.h"
#include "tracking/model_registry.h"

namespace petseg {
namespace {

constexpr std::string_view kRuns = "runs:/", kModels = "models:/";

/// What stands behind the scheme, and as many slashes as there are.
std::string rest_of(const std::string& uri, std::string_view scheme) {
  const std::string rest = uri.substr(scheme.size());
  return rest.substr(std::min(rest.find_first_not_of('/'), rest.size()));
}

[[noreturn]] void fail_grammar(const std::string& uri, const char* expected) {
  throw ConfigError(fmt::format("--model_uri {}: expected {}", uri, expected));
}

void for_each_source_of_run(const std::string& uri,
                            const std::function<bool(const ModelSource&)>& use) {
  std::string rest = rest_of(uri, kRuns);
  while (rest.ends_with('/')) rest.pop_back();
  const auto slash = rest.find('/');
  if (slash == rest.npos) fail_grammar(uri, "runs:/<run id>/<folder>, as in runs:/…/model");
  const std::string run_id = rest.substr(0, slash), folder = rest.substr(slash + 1);
  check_artifact_path(folder);
  const TrackingSettings settings = tracking_settings();
  const RunInfo run = open_tracking_store(settings)->run(run_id).info;
  if (use({.uri = run.artifact_uri, .folder = folder, .run_id = run_id})) return;
  if (const auto logged = open_model_registry(settings)->find_logged_model(run, folder)) {
    use({.uri = *logged});
  }
}

bool is_number(const std::string& text) {
  return text.find_first_not_of("0123456789") == text.npos;
}

bool is_latest(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text == "latest";
}

/// mlflow/store/artifact/utils/models.py has the grammar.
std::string artifact_uri_of_model(const std::string& uri) {
  const std::string rest = rest_of(uri, kModels);
  const auto slash = rest.find('/'), at = rest.rfind('@');
  const auto mark = slash != rest.npos ? slash : at;
  const bool has_version = mark != rest.npos;
  const std::string name = rest.substr(0, mark), which = has_version ? rest.substr(mark + 1) : "";
  if (name.empty() || (has_version && which.empty()) || which.find('/') != which.npos) {
    fail_grammar(uri,
                 "models:/<name>/<version>, models:/<name>@<alias>, models:/<name>/latest or "
                 "models:/m-<id>");
  }
  const auto registry = open_model_registry(tracking_settings());
  if (!has_version) return registry->logged_model_uri(name);
  std::string version = which;
  if (slash == rest.npos) {
    version = registry->version_of_alias(name, which);
  } else if (!is_number(which)) {
    version = registry->latest_version(name, is_latest(which) ? "" : which);
  }
  return registry->version_uri(name, version);
}

}  // namespace

bool is_remote_model_uri(const std::string& uri) {
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{kRuns, kModels, "mlflow-artifacts:", "s3://"},
      [&](std::string_view scheme) { return uri.starts_with(scheme); });
}

void for_each_source(const std::string& uri, const std::function<bool(const ModelSource&)>& use) {
  if (uri.starts_with(kRuns)) return for_each_source_of_run(uri, use);
  std::string found = uri;
  if (uri.starts_with(kModels)) {
    found = artifact_uri_of_model(uri);
    // A version may be registered by another address.
    if (found.starts_with(kRuns)) return for_each_source_of_run(found, use);
    if (found.starts_with(kModels)) found = artifact_uri_of_model(found);
  }
  use({.uri = found});
}

}  // namespace petseg
