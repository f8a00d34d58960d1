#pragma once

#include <string>
#include <vector>

namespace petseg {

/// How S3 is reached, as the variables of AWS and of MLflow and the files in ~/.aws say it
/// (mlflow/store/artifact/s3_artifact_repo.py).
struct S3Settings {
  std::string access_key, secret_key, session_token;  ///< AWS_ACCESS_KEY_ID, …, or of AWS_PROFILE
  std::string region = "us-east-1";                   ///< AWS_REGION, AWS_DEFAULT_REGION
  std::string endpoint;       ///< MLFLOW_S3_ENDPOINT_URL, without "/" at its end; empty: Amazon's
  bool path_style = false;    ///< <endpoint>/<bucket>, not <bucket>.<endpoint>
  std::string ca_bundle;      ///< AWS_CA_BUNDLE
  bool insecure_tls = false;  ///< MLFLOW_S3_IGNORE_TLS
  std::vector<std::string> headers;         ///< MLFLOW_S3_EXPECTED_BUCKET_OWNER and the token
  std::vector<std::string> upload_headers;  ///< MLFLOW_S3_UPLOAD_EXTRA_ARGS

  /// The address of a bucket. Throws ConfigError for a name that no bucket has.
  std::string bucket_url(const std::string& bucket) const;
};

/// Whether the user has keys of S3.
bool has_s3_keys();

/// Throws ConfigError where there are no keys, and for what petseg does not support.
S3Settings s3_settings();

}  // namespace petseg
