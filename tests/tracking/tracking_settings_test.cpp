#include "petseg/tracking/tracking_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"

#include "support/environment.h"
#include "support/expect_error.h"
#include "support/temp_dir.h"

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

namespace petseg {
namespace {

struct TrackingSettingsTest : testing::Test {
  const TempDir home;
  const EnvironmentVariable home_variable{"HOME", home.path().string()};
  const EnvironmentVariable no_uri{"MLFLOW_TRACKING_URI", ""};

  void write_credentials(std::string_view text) const {
    write_file(home.path() / ".mlflow" / "credentials", text);
  }
};

TEST_F(TrackingSettingsTest, WithoutVariablesRunsGoToTheFolderHere) {
  const TrackingSettings settings = tracking_settings();
  EXPECT_EQ(settings.uri, "mlruns");
  EXPECT_FALSE(settings.is_remote());
  EXPECT_EQ(settings.max_retries, 7);
  EXPECT_TRUE(settings.system_metrics);
  EXPECT_EQ(settings.sampling_interval, 10);
  EXPECT_EQ(settings.samples_before_logging, 1);
}

TEST_F(TrackingSettingsTest, ReadsMlflowsVariables) {
  const EnvironmentVariable uri("MLFLOW_TRACKING_URI", "https://example.org/me/pets.mlflow/");
  const EnvironmentVariable token("MLFLOW_TRACKING_TOKEN", "t");
  const EnvironmentVariable retries("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "2");
  const EnvironmentVariable factor("MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", "0.5");
  const EnvironmentVariable redirects("MLFLOW_ALLOW_HTTP_REDIRECTS", "false");
  const EnvironmentVariable experiment("MLFLOW_EXPERIMENT_NAME", "pets");
  const EnvironmentVariable system("MLFLOW_ENABLE_SYSTEM_METRICS_LOGGING", "false");
  const EnvironmentVariable interval("MLFLOW_SYSTEM_METRICS_SAMPLING_INTERVAL", "2.5");
  const EnvironmentVariable samples("MLFLOW_SYSTEM_METRICS_SAMPLES_BEFORE_LOGGING", "4");

  const TrackingSettings settings = tracking_settings();

  EXPECT_EQ(settings.uri, "https://example.org/me/pets.mlflow");
  EXPECT_TRUE(settings.is_remote());
  EXPECT_EQ(settings.token, "t");
  EXPECT_EQ(settings.max_retries, 2);
  EXPECT_EQ(settings.backoff_factor, 0.5);
  EXPECT_FALSE(settings.follow_redirects);
  EXPECT_EQ(settings.experiment, "pets");
  EXPECT_FALSE(settings.system_metrics);
  EXPECT_EQ(settings.sampling_interval, 2.5);
  EXPECT_EQ(settings.samples_before_logging, 4);
}

TEST_F(TrackingSettingsTest, CredentialsComeFromAddressVariableOrFileInThisOrder) {
  write_credentials(
      "[other]\nmlflow_tracking_username = no\n\n[mlflow]\n"
      "mlflow_tracking_username = file\nmlflow_tracking_password= p=1 \n");
  EXPECT_EQ(tracking_settings().user, "file");
  EXPECT_EQ(tracking_settings().password, "p=1");

  const EnvironmentVariable user("MLFLOW_TRACKING_USERNAME", "variable");
  EXPECT_EQ(tracking_settings().user, "variable");
  EXPECT_EQ(tracking_settings().password, "p=1");

  const EnvironmentVariable uri("MLFLOW_TRACKING_URI", "http://address:secret@127.0.0.1:5000");
  const TrackingSettings settings = tracking_settings();
  EXPECT_EQ(settings.user, "address");
  EXPECT_EQ(settings.password, "secret");
  EXPECT_EQ(settings.uri, "http://127.0.0.1:5000");
}

TEST_F(TrackingSettingsTest, RefusesWhatItCannotUnderstand) {
  {
    const EnvironmentVariable retries("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "many");
    EXPECT_ERROR(tracking_settings(), ConfigError,
                 HasSubstr("MAX_RETRIES=many: expected a number"));
  }
  {
    const EnvironmentVariable tls("MLFLOW_TRACKING_INSECURE_TLS", "perhaps");
    EXPECT_ERROR(tracking_settings(), ConfigError, HasSubstr("expected true or false"));
  }
  {
    const EnvironmentVariable tls("MLFLOW_TRACKING_INSECURE_TLS", "true");
    const EnvironmentVariable bundle("MLFLOW_TRACKING_SERVER_CERT_PATH", "/ca.pem");
    EXPECT_ERROR(tracking_settings(), ConfigError, HasSubstr("set one of them"));
  }
}

TEST_F(TrackingSettingsTest, SamplesAreTakenAtAPaceThatAJournalCanHold) {
  for (const char* value : {"0", "0.01", "nan", "-1"}) {
    const EnvironmentVariable interval("MLFLOW_SYSTEM_METRICS_SAMPLING_INTERVAL", value);
    EXPECT_ERROR(tracking_settings(), ConfigError, HasSubstr("at least 0.1"));
  }
  const EnvironmentVariable samples("MLFLOW_SYSTEM_METRICS_SAMPLES_BEFORE_LOGGING", "0");
  EXPECT_ERROR(tracking_settings(), ConfigError, HasSubstr("at least 1"));
}

TEST_F(TrackingSettingsTest, WhatItDoesNotSupportIsNotIgnored) {
  const EnvironmentVariable signature("MLFLOW_TRACKING_AWS_SIGV4", "true");
  EXPECT_ERROR(tracking_settings(), ConfigError,
               AllOf(HasSubstr("MLFLOW_TRACKING_AWS_SIGV4"), HasSubstr("does not support")));
}

}  // namespace
}  // namespace petseg
