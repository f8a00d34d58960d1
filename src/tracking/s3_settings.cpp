#include "tracking/s3_settings.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/core/http.h"

#include "core/json.h"
#include "tracking/environment.h"
#include "tracking/ini_file.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

/// What boto calls its extra arguments, and the headers that they become.
constexpr std::pair<std::string_view, std::string_view> kExtraArguments[] = {
    {"ACL", "x-amz-acl"},
    {"BucketKeyEnabled", "x-amz-server-side-encryption-bucket-key-enabled"},
    {"CacheControl", "cache-control"},
    {"RequestPayer", "x-amz-request-payer"},
    {"SSEKMSKeyId", "x-amz-server-side-encryption-aws-kms-key-id"},
    {"ServerSideEncryption", "x-amz-server-side-encryption"},
    {"StorageClass", "x-amz-storage-class"},
    {"Tagging", "x-amz-tagging"}};

fs::path aws_file(const char* own_variable, const char* name) {
  if (const auto path = variable(own_variable)) return *path;
  return fs::path(variable("HOME").value_or("")) / ".aws" / name;
}

std::string profile_name() { return variable("AWS_PROFILE").value_or("default"); }

fs::path credentials_file() { return aws_file("AWS_SHARED_CREDENTIALS_FILE", "credentials"); }

/// Whether there are some.
bool read_keys(S3Settings& settings) {
  const auto key = variable("AWS_ACCESS_KEY_ID"), secret = variable("AWS_SECRET_ACCESS_KEY");
  if (key && secret) {
    settings.access_key = *key;
    settings.secret_key = *secret;
    settings.session_token = variable("AWS_SESSION_TOKEN").value_or("");
    return true;
  }
  auto stored = read_ini_section(credentials_file(), profile_name());
  settings.access_key = stored["aws_access_key_id"];
  settings.secret_key = stored["aws_secret_access_key"];
  settings.session_token = stored["aws_session_token"];
  return !settings.access_key.empty() && !settings.secret_key.empty();
}

void read_region(S3Settings& settings) {
  const std::string profile = profile_name();
  auto config = read_ini_section(aws_file("AWS_CONFIG_FILE", "config"),
                                 profile == "default" ? profile : "profile " + profile);
  if (!config["region"].empty()) settings.region = config["region"];
  for (const char* name : {"AWS_DEFAULT_REGION", "AWS_REGION"}) {
    if (const auto region = variable(name)) settings.region = *region;
  }
  const bool is_name = std::ranges::all_of(settings.region, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
  if (!is_name)
    throw ConfigError(fmt::format("S3: region {:?}: expected one as us-east-1", settings.region));
}

void read_endpoint(S3Settings& settings) {
  for (const char* name : {"AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "MLFLOW_S3_ENDPOINT_URL"}) {
    const auto url = variable(name);
    if (!url) continue;
    if (!is_http_url(*url) || without_credentials(*url) != *url) {
      throw ConfigError(
          fmt::format("{}: expected an http(s) address without user name and password", name));
    }
    settings.endpoint = *url;
    while (settings.endpoint.ends_with('/')) settings.endpoint.pop_back();
  }
  const std::string style = variable("MLFLOW_BOTO_CLIENT_ADDRESSING_STYLE").value_or("auto");
  if (style != "auto" && style != "path" && style != "virtual") {
    throw ConfigError(fmt::format(
        "MLFLOW_BOTO_CLIENT_ADDRESSING_STYLE={}: expected auto, path or virtual", style));
  }
  settings.path_style = style == "path" || (style == "auto" && !settings.endpoint.empty());
}

/// A JSON object, as boto takes it: {"ServerSideEncryption": "aws:kms"}.
void read_extra_arguments(S3Settings& settings) {
  constexpr const char* kName = "MLFLOW_S3_UPLOAD_EXTRA_ARGS";
  const auto text = variable(kName);
  if (!text) return;
  const Json arguments = Json::parse(*text, nullptr, /*allow_exceptions=*/false);
  if (!arguments.is_object()) {
    throw ConfigError(fmt::format("{}: expected a JSON object of texts", kName));
  }
  for (const auto& [key, value] : arguments.items()) {
    const auto* const known = std::ranges::find(
        kExtraArguments, key, &std::pair<std::string_view, std::string_view>::first);
    if (known == std::end(kExtraArguments) || !(value.is_string() || value.is_boolean())) {
      throw ConfigError(fmt::format("{}: {:?} is nothing that petseg supports", kName, key));
    }
    const std::string word = value.is_string() ? value.get<std::string>() : value.dump();
    settings.upload_headers.push_back(fmt::format("{}: {}", known->second, word));
  }
}

}  // namespace

std::string S3Settings::bucket_url(const std::string& bucket) const {
  const bool is_name =
      !bucket.empty() && bucket.size() < 256 && std::ranges::all_of(bucket, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view(".-_").find(c) != std::string_view::npos;
      });
  if (!is_name || bucket.starts_with('.')) {
    throw ConfigError(fmt::format("s3://{}: expected s3://bucket/path", bucket));
  }
  const std::string base =
      endpoint.empty() ? fmt::format("https://s3.{}.amazonaws.com", region) : endpoint;
  // No certificate holds for a name with a dot before Amazon's.
  if (path_style || bucket.find('.') != bucket.npos) return fmt::format("{}/{}", base, bucket);
  const auto host = base.find("://") + 3;
  return base.substr(0, host) + bucket + "." + base.substr(host);
}

bool has_s3_keys() {
  S3Settings settings;
  return read_keys(settings);
}

S3Settings s3_settings() {
  S3Settings settings;
  if (!read_keys(settings)) {
    throw ConfigError(fmt::format(
        "S3: no keys; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or write them to the "
        "section [{}] of {}",
        profile_name(), credentials_file().string()));
  }
  read_region(settings);
  read_endpoint(settings);
  read_extra_arguments(settings);
  settings.ca_bundle = variable("AWS_CA_BUNDLE").value_or("");
  settings.insecure_tls = switch_variable("MLFLOW_S3_IGNORE_TLS", false);
  if (!settings.session_token.empty()) {
    settings.headers.push_back("x-amz-security-token: " + settings.session_token);
  }
  if (const auto owner = variable("MLFLOW_S3_EXPECTED_BUCKET_OWNER")) {
    settings.headers.push_back("x-amz-expected-bucket-owner: " + *owner);
  }
  return settings;
}

}  // namespace petseg
