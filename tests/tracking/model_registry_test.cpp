#include "tracking/model_registry.h"

#include "petseg/core/error.h"
#include "petseg/core/files.h"

#include "core/json.h"
#include "support/environment.h"
#include "support/expect_error.h"
#include "support/request_server.h"
#include "support/temp_dir.h"

namespace petseg {
namespace {

using Answer = RequestServer::Answer;
using Request = RequestServer::Request;
using testing::HasSubstr;

struct FileRegistryTest : testing::Test {
  const TempDir temp;
  const EnvironmentVariable none{"MLFLOW_REGISTRY_URI", ""};
  std::unique_ptr<ModelRegistry> registry =
      open_model_registry({.uri = (temp.path() / "mlruns").string()});
};

TEST_F(FileRegistryTest, CountsTheVersionsOfAModel) {
  EXPECT_EQ(registry->register_model("our pets", "/runs/1/artifacts/model", "r1"), "1");
  EXPECT_EQ(registry->register_model("our pets", "/runs/2/artifacts/model", "r2"), "2");
  EXPECT_EQ(registry->register_model("our pets", "/runs/1/artifacts/model", "r1"), "1");
  EXPECT_EQ(registry->register_model("others", "/runs/1/artifacts/model", "r1"), "1");
  EXPECT_EQ(registry->latest_version("our pets"), "2");
  EXPECT_EQ(registry->latest_version("our pets", "None"), "2");
  EXPECT_EQ(registry->version_uri("our pets", "1"), "/runs/1/artifacts/model");
}

TEST_F(FileRegistryTest, AliasesMove) {
  registry->register_model("pets", "/a", "r1");
  registry->register_model("pets", "/b", "r2");
  registry->set_alias("pets", "champion", "1");
  EXPECT_EQ(registry->version_of_alias("pets", "champion"), "1");
  registry->set_alias("pets", "champion", "2");
  EXPECT_EQ(registry->version_of_alias("pets", "champion"), "2");
}

TEST_F(FileRegistryTest, SaysWhatThereIsNot) {
  registry->register_model("pets", "/a", "r1");
  EXPECT_ERROR(registry->version_uri("pets", "2"), ConfigError, HasSubstr("has no version 2"));
  EXPECT_ERROR(registry->version_uri("pets", "../1"), ConfigError, HasSubstr("has no version"));
  EXPECT_ERROR(registry->set_alias("pets", "a", "7"), ConfigError, HasSubstr("has no version 7"));
  EXPECT_ERROR(registry->version_of_alias("pets", "b"), ConfigError, HasSubstr("alias \"b\""));
  EXPECT_ERROR(registry->latest_version("pets", "Production"), ConfigError,
               HasSubstr("Production"));
  EXPECT_ERROR(registry->latest_version("no"), ConfigError, HasSubstr("\"no\""));
  EXPECT_ERROR(registry->logged_model_uri("m-1"), ConfigError, HasSubstr("m-1"));
}

TEST_F(FileRegistryTest, RefusesNamesThatMlflowDoes) {
  for (const char* name : {"", "a/b", "a:b", "..", "a\nb"}) {
    SCOPED_TRACE(name);
    EXPECT_ERROR(registry->register_model(name, "/a", "r1"), ConfigError, HasSubstr("model "));
  }
  registry->register_model("pets", "/a", "r1");
  for (const char* alias : {"", "latest", "v3", "a b", "../x"}) {
    SCOPED_TRACE(alias);
    EXPECT_ERROR(registry->set_alias("pets", alias, "1"), ConfigError, HasSubstr("alias"));
  }
}

TEST_F(FileRegistryTest, FindsTheNewestModelThatARunLogged) {
  const auto log_model = [&](const char* id, const char* run, int time) {
    write_file(temp.path() / "mlruns" / "0" / "models" / id / "meta.yaml",
               std::string("artifact_location: /of/") + id + "\nname: model\nsource_run_id: " +
                   run + "\ncreation_timestamp: " + std::to_string(time) + "\n");
  };
  log_model("m-1", "r1", 5);
  log_model("m-2", "r1", 9);
  log_model("m-3", "r1", 7);
  log_model("m-4", "r2", 99);
  write_file(temp.path() / "mlruns" / "0" / "models" / "m-5" / "meta.yaml", "- no mapping");
  const RunInfo run{.run_id = "r1", .experiment_id = "0"};
  EXPECT_EQ(registry->find_logged_model(run, "model"), "/of/m-2");
  EXPECT_EQ(registry->find_logged_model(run, "other"), std::nullopt);
  EXPECT_EQ(registry->logged_model_uri("m-3"), "/of/m-3");
}

TEST(ModelRegistry, AUserNameInItsAddressIsRefusedAndNotShown) {
  const EnvironmentVariable uri("MLFLOW_REGISTRY_URI", "https://me:SECRET@example.org");
  EXPECT_ERROR(open_model_registry({}), ConfigError, testing::Not(HasSubstr("SECRET")));
}

Json version_json(const char* version,
                  const char* source = "mlflow-artifacts:/0/r1/artifacts/model") {
  return {{"name", "pets"}, {"version", version}, {"source", source}, {"status", "READY"}};
}

std::unique_ptr<ModelRegistry> open(const RequestServer& server) {
  return open_model_registry({.uri = server.url(), .max_retries = 0},
                             {.pause = [](std::chrono::milliseconds) { return true; }});
}

TEST(RestRegistry, ALostAnswerMakesNoSecondVersion) {
  const EnvironmentVariable none("MLFLOW_REGISTRY_URI", "");
  bool is_made = false;
  int creations = 0;
  const RequestServer server([&](const Request& request) -> Answer {
    if (request.target.ends_with("registered-models/create")) {
      return {.status = "400 Bad Request",
              .body = R"({"error_code": "RESOURCE_ALREADY_EXISTS", "message": "pets"})"};
    }
    if (request.target.find("model-versions/search") != std::string::npos) {
      Json versions = Json::array({version_json("1", "elsewhere")});
      if (is_made) versions.push_back(version_json("2"));
      return {.body = Json{{"model_versions", versions}}.dump()};
    }
    ++creations;
    is_made = true;
    return {.body = std::string(100, 'x'), .cut_after = 0};
  });
  const std::string source = "mlflow-artifacts:/0/r1/artifacts/model";
  EXPECT_EQ(open(server)->register_model("pets", source, "r1"), "2");
  EXPECT_EQ(creations, 1);
}

TEST(RestRegistry, TheLatestVersionIsTheGreatestNumber) {
  const EnvironmentVariable none("MLFLOW_REGISTRY_URI", "");
  Json versions = Json::array({version_json("9"), version_json("10"), version_json("2")});
  const RequestServer server([&](const Request&) -> Answer {
    return {.body = Json{{"model_versions", versions}}.dump()};
  });
  EXPECT_EQ(open(server)->latest_version("pets"), "10");
  versions.push_back(version_json("../3"));
  EXPECT_ERROR(open(server)->latest_version("pets"), DataError, HasSubstr("expected a number"));
}

TEST(RestRegistry, ServersWithoutLoggedModelsHaveNone) {
  const EnvironmentVariable none("MLFLOW_REGISTRY_URI", "");
  const RequestServer server(
      [](const Request&) -> Answer { return {.status = "404 Not Found", .body = "{}"}; });
  EXPECT_EQ(open(server)->find_logged_model({.run_id = "r1", .experiment_id = "0"}, "model"),
            std::nullopt);
}

}  // namespace
}  // namespace petseg
