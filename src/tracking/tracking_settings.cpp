#include "petseg/tracking/tracking_settings.h"

#include <charconv>
#include <filesystem>

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/core/http.h"

#include "tracking/environment.h"
#include "tracking/ini_file.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

void read_text(const char* name, std::string& value) {
  if (const auto text = variable(name)) value = *text;
}

template <class Number>
void read_number(const char* name, Number& value, Number least = 0) {
  const auto text = variable(name);
  if (!text) return;
  const char* const end = text->data() + text->size();
  Number number{};
  const auto [rest, error] = std::from_chars(text->data(), end, number);
  if (error != std::errc() || rest != end || !(number >= least)) {
    throw ConfigError(fmt::format("{}={}: expected a number of at least {}", name, *text, least));
  }
  value = number;
}

/// A setting that changes what happens is better refused than ignored.
void refuse(const char* name) {
  if (!variable(name)) return;
  throw ConfigError(fmt::format("{}: is set, which petseg does not support; unset it", name));
}

void read_credentials(TrackingSettings& settings) {
  auto stored = read_ini_section(
      fs::path(variable("HOME").value_or("")) / ".mlflow" / "credentials", "mlflow");
  settings.user = stored["mlflow_tracking_username"];
  settings.password = stored["mlflow_tracking_password"];
  read_text("MLFLOW_TRACKING_USERNAME", settings.user);
  read_text("MLFLOW_TRACKING_PASSWORD", settings.password);
  read_text("MLFLOW_TRACKING_TOKEN", settings.token);
}

/// "https://user:secret@host/p" → "https://host/p"; what stands in an address counts most.
void take_out_credentials(TrackingSettings& settings) {
  const std::string shown = without_credentials(settings.uri);
  if (shown == settings.uri) return;
  const auto begin = settings.uri.find("://") + 3;
  const std::string given =
      settings.uri.substr(begin, settings.uri.size() - shown.size() - 1);  // less the "@"
  const auto colon = given.find(':');
  settings.user = given.substr(0, colon);
  settings.password = colon == std::string::npos ? "" : given.substr(colon + 1);
  settings.uri = shown;
}

}  // namespace

bool TrackingSettings::is_remote() const { return is_http_url(uri); }

TrackingSettings tracking_settings() {
  for (const char* name : {"MLFLOW_TRACKING_AUTH", "MLFLOW_TRACKING_AWS_SIGV4"}) refuse(name);
  TrackingSettings settings;
  read_text("MLFLOW_TRACKING_URI", settings.uri);
  read_credentials(settings);
  if (settings.is_remote()) {
    take_out_credentials(settings);
    while (settings.uri.ends_with('/')) settings.uri.pop_back();
  }
  read_text("MLFLOW_TRACKING_SERVER_CERT_PATH", settings.ca_bundle);
  read_text("MLFLOW_TRACKING_CLIENT_CERT_PATH", settings.client_cert);
  settings.insecure_tls = switch_variable("MLFLOW_TRACKING_INSECURE_TLS", settings.insecure_tls);
  if (settings.insecure_tls && !settings.ca_bundle.empty()) {
    throw ConfigError(
        "MLFLOW_TRACKING_INSECURE_TLS and MLFLOW_TRACKING_SERVER_CERT_PATH: set one of them");
  }
  settings.follow_redirects =
      switch_variable("MLFLOW_ALLOW_HTTP_REDIRECTS", settings.follow_redirects);
  settings.respect_retry_after =
      switch_variable("MLFLOW_HTTP_RESPECT_RETRY_AFTER_HEADER", settings.respect_retry_after);
  read_number("MLFLOW_HTTP_REQUEST_TIMEOUT", settings.timeout);
  read_number("MLFLOW_HTTP_REQUEST_MAX_RETRIES", settings.max_retries);
  read_number("MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", settings.backoff_factor);
  read_number("MLFLOW_HTTP_REQUEST_BACKOFF_JITTER", settings.backoff_jitter);
  read_text("MLFLOW_WORKSPACE", settings.workspace);
  settings.experiment = variable("MLFLOW_EXPERIMENT_NAME");
  settings.run_id = variable("MLFLOW_RUN_ID");
  settings.system_metrics =
      switch_variable("MLFLOW_ENABLE_SYSTEM_METRICS_LOGGING", settings.system_metrics);
  read_number("MLFLOW_SYSTEM_METRICS_SAMPLING_INTERVAL", settings.sampling_interval, 0.1);
  read_number("MLFLOW_SYSTEM_METRICS_SAMPLES_BEFORE_LOGGING", settings.samples_before_logging, 1);
  return settings;
}

}  // namespace petseg
