#pragma once

#include <optional>
#include <string>

namespace petseg {

/// Where and how runs are tracked, as MLflow's own variables say it
/// (mlflow/environment_variables.py).
struct TrackingSettings {
  /// MLFLOW_TRACKING_URI: http(s), with a path perhaps, else a folder or `file:` address; unset:
  /// "mlruns". User name and password in it are taken out.
  std::string uri = "mlruns";
  std::string user, password;    ///< MLFLOW_TRACKING_USERNAME, _PASSWORD, or ~/.mlflow/credentials
  std::string token;             ///< MLFLOW_TRACKING_TOKEN; user and password count more
  std::string ca_bundle;         ///< MLFLOW_TRACKING_SERVER_CERT_PATH
  std::string client_cert;       ///< MLFLOW_TRACKING_CLIENT_CERT_PATH
  bool insecure_tls = false;     ///< MLFLOW_TRACKING_INSECURE_TLS
  bool follow_redirects = true;  ///< MLFLOW_ALLOW_HTTP_REDIRECTS
  bool respect_retry_after = true;        ///< MLFLOW_HTTP_RESPECT_RETRY_AFTER_HEADER
  int timeout = 120;                      ///< MLFLOW_HTTP_REQUEST_TIMEOUT, seconds
  int max_retries = 7;                    ///< MLFLOW_HTTP_REQUEST_MAX_RETRIES
  double backoff_factor = 2;              ///< MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR
  double backoff_jitter = 1;              ///< MLFLOW_HTTP_REQUEST_BACKOFF_JITTER, seconds
  std::string workspace;                  ///< MLFLOW_WORKSPACE
  std::optional<std::string> experiment;  ///< MLFLOW_EXPERIMENT_NAME, before that of a setup
  std::optional<std::string> run_id;      ///< MLFLOW_RUN_ID: this run goes on
  bool system_metrics = true;             ///< MLFLOW_ENABLE_SYSTEM_METRICS_LOGGING
  double sampling_interval = 10;          ///< MLFLOW_SYSTEM_METRICS_SAMPLING_INTERVAL, seconds
  int samples_before_logging = 1;         ///< MLFLOW_SYSTEM_METRICS_SAMPLES_BEFORE_LOGGING

  bool is_remote() const;
};

/// From the environment and the credentials file. Throws ConfigError that names the variable and
/// what it says, but for secrets.
TrackingSettings tracking_settings();

}  // namespace petseg
