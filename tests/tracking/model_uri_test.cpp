#include "petseg/tracking/model_uri.h"

#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/tracking/file_store.h"

#include "core/json.h"
#include "support/environment.h"
#include "support/expect_error.h"
#include "support/request_server.h"
#include "support/some_bytes.h"
#include "support/temp_dir.h"
#include "tracking/model_registry.h"

namespace petseg {
namespace {

using Answer = RequestServer::Answer;
using Request = RequestServer::Request;
using testing::AllOf;
using testing::HasSubstr;

TEST(ModelUri, ResolvesARunFolderItsModelFolderAndFileUris) {
  const TempDir temp;
  const auto run = temp.path() / "run 1";
  write_file(run / "model" / "model.json", "{}");

  EXPECT_EQ(resolve_model_uri(run.string()), run / "model");
  EXPECT_EQ(resolve_model_uri((run / "model").string()), run / "model");
  EXPECT_EQ(resolve_model_uri((run / "model/").string()), run / "model");
  EXPECT_EQ(resolve_model_uri("file:" + run.string()), run / "model");
  EXPECT_EQ(resolve_model_uri("file://" + temp.path().string() + "/run%201"), run / "model");
}

TEST(ModelUri, FindsAFileOfWeights) {
  const TempDir temp;
  const auto file = temp.path() / "best.safetensors";
  write_file(file, "");

  EXPECT_EQ(find_weights_file(file.string()), file);
  EXPECT_EQ(find_weights_file("file://" + file.string()), file);
  EXPECT_EQ(find_weights_file(temp.path().string()), std::nullopt);
  EXPECT_EQ(find_weights_file("runs:/abc/model"), std::nullopt);
}

TEST(ModelUri, SaysWhatItLookedFor) {
  const TempDir temp;

  EXPECT_ERROR(resolve_model_uri(temp.path().string()), IoError,
               AllOf(HasSubstr("holds no saved model"), HasSubstr("model/model.json")));
  EXPECT_ERROR(resolve_model_uri("no/such/run"), IoError, HasSubstr("does not exist"));
  EXPECT_ERROR(resolve_model_uri("hdfs://a/b"), ConfigError, HasSubstr("runs:/"));
}

TEST(ModelUri, KnowsTheGrammarOfAddresses) {
  for (const char* uri : {"runs:/", "runs:/abc", "runs:/abc/"}) {
    SCOPED_TRACE(uri);
    EXPECT_ERROR(resolve_model_uri(uri), ConfigError, HasSubstr("runs:/<run id>/<folder>"));
  }
  for (const char* uri : {"models:/", "models:/a/1/b", "models:/a/", "models:/@b", "models:/a@"}) {
    SCOPED_TRACE(uri);
    EXPECT_ERROR(resolve_model_uri(uri), ConfigError, HasSubstr("models:/<name>@<alias>"));
  }
  EXPECT_ERROR(resolve_model_uri("runs:/abc/../x"), ConfigError, HasSubstr("artifact path"));
}

/// A store in MLflow's file layout, with a run that has a model.
struct LocalModelTest : testing::Test {
  const TempDir temp;
  const std::filesystem::path root = temp.path() / "mlruns";
  const EnvironmentVariable uri{"MLFLOW_TRACKING_URI", root.string()},
      registry_uri{"MLFLOW_REGISTRY_URI", ""},
      cache{"PETSEG_CACHE", (temp.path() / "cache").string()};
  const RunInfo run = make_run();
  const std::filesystem::path artifacts = root / run.experiment_id / run.run_id / "artifacts";

  RunInfo make_run() const {
    const auto store = open_file_store(root);
    return store->create_run({.experiment_id = store->experiment("pets").id, .run_name = "one"});
  }
  void save_model(const std::filesystem::path& folder) const {
    write_file(folder / "model.json", "{}");
    write_file(folder / "model.safetensors", "weights");
  }
};

TEST_F(LocalModelTest, AModelOfThisComputerIsNotCopied) {
  save_model(artifacts / "model");
  EXPECT_EQ(resolve_model_uri("runs:/" + run.run_id + "/model"), artifacts / "model");
  EXPECT_FALSE(std::filesystem::exists(temp.path() / "cache"));
}

TEST_F(LocalModelTest, RegisteredModelsHaveNamesVersionsAndAliases) {
  save_model(artifacts / "model");
  const auto registry = open_model_registry({.uri = root.string()});
  EXPECT_EQ(registry->register_model("pets", run.artifact_uri + "/model", run.run_id), "1");
  registry->set_alias("pets", "champion", "1");
  for (const char* name : {"pets/1", "pets@champion", "pets/latest", "pets/LATEST"}) {
    SCOPED_TRACE(name);
    EXPECT_EQ(resolve_model_uri(std::string("models:/") + name), artifacts / "model");
  }
  registry->register_model("twice", "models:/pets/1", run.run_id);
  EXPECT_EQ(resolve_model_uri("models:/twice/1"), artifacts / "model");
}

TEST_F(LocalModelTest, AModelThatTheRunLoggedIsFoundByItsName) {
  const auto model = root / run.experiment_id / "models" / "m-1";
  save_model(model / "artifacts");
  write_file(model / "meta.yaml", "artifact_location: " + (model / "artifacts").string() +
                                      "\nname: model\nsource_run_id: " + run.run_id + "\n");
  EXPECT_EQ(resolve_model_uri("runs:/" + run.run_id + "/model"), model / "artifacts");
  EXPECT_EQ(resolve_model_uri("models:/m-1"), model / "artifacts");
}

TEST_F(LocalModelTest, AModelOfAnotherProgramIsToldOf) {
  write_file(artifacts / "model" / "MLmodel", "flavors: {}");
  write_file(artifacts / "model" / "data" / "model.pth", "x");
  EXPECT_ERROR(resolve_model_uri("runs:/" + run.run_id + "/model"), IoError,
               AllOf(HasSubstr("model holds MLmodel, data/"),
                     HasSubstr("with model.json and model.safetensors")));
  EXPECT_ERROR(resolve_model_uri("runs:/" + run.run_id + "/no"), IoError,
               HasSubstr("no does not exist, or is empty"));
}

/// A server with one run whose model it hands on.
struct ServedModelTest : testing::Test {
  const TempDir temp;
  std::string model = R"({"schema": 3})", weights = some_bytes(100'000);
  std::size_t listed_bytes = weights.size();
  std::optional<std::size_t> cut_after;
  int transfers = 0;
  const RequestServer server{[this](const Request& request) { return answer(request); }};
  const EnvironmentVariable uri{"MLFLOW_TRACKING_URI", server.url()},
      retries{"MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0"}, registry_uri{"MLFLOW_REGISTRY_URI", ""},
      cache{"PETSEG_CACHE", (temp.path() / "cache").string()};

  Answer answer(const Request& request) {
    if (request.target.find("/runs/get?run_id=r1") != std::string::npos) {
      return {.body = R"({"run": {"info": {"run_id": "r1", "experiment_id": "0",
                                           "artifact_uri": "mlflow-artifacts:/0/r1"}}})"};
    }
    if (request.target.find("/artifacts?path=") != std::string::npos) {
      return {.body = Json{{"files",
                            {{{"path", "model.json"}, {"file_size", model.size()}},
                             {{"path", "model.safetensors"}, {"file_size", listed_bytes}}}}}
                          .dump()};
    }
    if (request.target.ends_with("/0/r1/model/model.json")) return {.body = model};
    if (request.target.ends_with("/0/r1/model/model.safetensors")) {
      ++transfers;
      return {.body = weights, .cut_after = cut_after};
    }
    return {.status = "404 Not Found", .body = R"({"error_code": "RESOURCE_DOES_NOT_EXIST"})"};
  }
  std::filesystem::path resolve() const { return resolve_model_uri("runs:/r1/model"); }
  /// Complete copies in the cache.
  int copies() const {
    int count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(temp.path() / "cache")) {
      count += entry.path().filename() == "model.safetensors" ? 1 : 0;
    }
    return count;
  }
};

TEST_F(ServedModelTest, IsFetchedOnce) {
  const auto folder = resolve();
  EXPECT_EQ(read_file(folder / "model.safetensors"), weights);
  EXPECT_EQ(read_file(folder / "model.json"), model);
  EXPECT_EQ(resolve(), folder);
  EXPECT_EQ(transfers, 1);
  EXPECT_EQ(copies(), 1);
}

TEST_F(ServedModelTest, AnotherModelOfTheSameAddressIsAnotherCopy) {
  const auto first = resolve();
  model = R"({"schema": 3, "provenance": {}})";
  weights = some_bytes(weights.size(), 2);
  const auto second = resolve();
  EXPECT_NE(second, first);
  EXPECT_EQ(read_file(second / "model.safetensors"), weights);
  EXPECT_EQ(transfers, 2);
}

TEST_F(ServedModelTest, ADamagedCopyIsFetchedAgain) {
  const auto folder = resolve();
  write_file(folder / "model.safetensors", some_bytes(weights.size(), 2));
  EXPECT_EQ(resolve(), folder);
  EXPECT_EQ(read_file(folder / "model.safetensors"), weights);
  std::filesystem::remove(folder / "model.safetensors.sha256");
  EXPECT_EQ(resolve(), folder);
  EXPECT_EQ(transfers, 3);
}

TEST_F(ServedModelTest, WhatComesOnlyInPartIsNoCopy) {
  cut_after = 1000;
  EXPECT_ERROR(resolve(), IoError, HasSubstr("model.safetensors"));
  EXPECT_EQ(copies(), 0);
  cut_after.reset();
  listed_bytes = 99'999;
  EXPECT_ERROR(resolve(), IoError, HasSubstr("100000 bytes have come, expected 99999"));
  EXPECT_EQ(copies(), 0);
}

TEST_F(ServedModelTest, SaysThatThereIsNoSuchRun) {
  EXPECT_ERROR(resolve_model_uri("runs:/r2/model"), ConfigError, HasSubstr("has no run r2"));
}

}  // namespace
}  // namespace petseg
