// Models that a run logs, on servers that know such things and on others.

#include <set>

#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/tracking/file_store.h"
#include "petseg/tracking/journal_delivery.h"

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

/// As much of an MLflow server as a run with a model needs. Answers to `loses` are lost once each.
class ModelServer {
 public:
  std::string version = "3.17.2";
  std::set<std::string> loses;
  std::vector<Json> models, batches;
  Json outputs = Json::array();
  std::map<std::string, std::string> files;  // by path below the artifacts
  RequestServer server{[this](const Request& request) { return answer(request); }};

  std::size_t count(const std::string& target) const {
    std::size_t found = 0;
    for (const Request& request : server.requests()) found += request.target.ends_with(target);
    return found;
  }

 private:
  Answer answer(const Request& request) {
    const std::string call = request.target.substr(request.target.rfind("/mlflow") + 7);
    const Json body = Json::parse(request.body, nullptr, /*allow_exceptions=*/false);
    Answer answer{.body = result(request, call, body).dump()};
    if (request.target == "/version") answer.body = version;
    if (loses.erase(call) > 0) answer.cut_after = 0;
    return answer;
  }

  Json result(const Request& request, const std::string& call, const Json& body) {
    const Json run{{"run_id", "r1"},
                   {"experiment_id", "1"},
                   {"artifact_uri", "mlflow-artifacts:/1/r1/artifacts"}};
    if (call.starts_with("/experiments/get-by-name")) {
      return {{"experiment", {{"experiment_id", "1"}, {"name", "pets"}}}};
    }
    if (call == "/runs/create") return {{"run", {{"info", run}}}};
    if (call.starts_with("/runs/get")) {
      return {{"run", {{"info", run}, {"outputs", {{"model_outputs", outputs}}}}}};
    }
    if (call == "/runs/outputs") outputs.push_back(body.at("models").at(0));
    if (call == "/runs/log-batch") batches.push_back(body);
    if (call == "/logged-models/search") return {{"models", models}};
    if (call == "/logged-models") return {{"model", add_model(body)}};
    if (request.method == "PATCH") models.at(0)["info"]["status"] = body.at("status");
    return artifacts(request);
  }

  Json add_model(const Json& body) {
    const std::string id = "m-" + std::to_string(models.size() + 1);
    models.push_back({{"info",
                       {{"model_id", id},
                        {"source_run_id", body.at("source_run_id")},
                        {"artifact_uri", "mlflow-artifacts:/1/models/" + id + "/artifacts"}}},
                      {"asked", body}});
    return models.back();
  }

  Json artifacts(const Request& request) {
    const std::string place = "/mlflow-artifacts/artifacts";
    const auto begin = request.target.find(place);
    if (begin == std::string::npos) return Json::object();
    const std::string path = request.target.substr(begin + place.size());
    if (request.method == "PUT") files[path.substr(1)] = request.body;
    Json list = Json::array();
    for (const auto& [file, content] : files) {
      list.push_back({{"path", file.substr(file.rfind('/') + 1)}, {"file_size", content.size()}});
    }
    return {{"files", list}};
  }
};

TrackingSettings settings_of(const RequestServer& server) {
  TrackingSettings settings;
  settings.uri = server.url();
  settings.max_retries = 0;
  return settings;
}

Patience no_pauses() {
  return {.pause = [](std::chrono::milliseconds) { return true; }};
}

struct LoggedModelTest : testing::Test {
  const TempDir dir;
  const EnvironmentVariable none{"MLFLOW_REGISTRY_URI", ""};
  const NewLoggedModel model{.experiment_id = "1",
                             .source_run_id = "r1",
                             .name = "model",
                             .type = "segmentation",
                             .tags = {{kClientRunTag, "c1"}}};

  /// A run that has scored its model, which waits to be sent.
  RunJournal journal() const {
    write_file(dir.path() / "model" / "MLmodel", "flavors: {pytorch: {model_data: data}}\n");
    RunJournal journal(dir.path(), {.client_id = "c1", .experiment = "pets", .run_name = "run_1"});
    journal.append({.batch = {.metrics = {{"valid/miou", 0.5, 1, 1}}}});
    journal.append({.batch = {.metrics = {{"test/miou", 0.75, 2, 0}}},
                    .model = ModelEvent{{{"setup.model", "Unet"}}}});
    journal.append({.artifact = ArtifactEvent{"model", "model"}});
    return journal;
  }

  static void deliver(const RunJournal& journal, const RequestServer& server) {
    JournalDelivery delivery(journal, settings_of(server), no_pauses());
    for (int attempt = 0; !delivery.is_complete() && attempt < 5; ++attempt) {
      try {
        delivery.send();
      } catch (const IoError&) {  // an answer was lost
      }
    }
    EXPECT_TRUE(delivery.is_complete());
  }
};

TEST_F(LoggedModelTest, ARunsModelIsLoggedWithItsScoresAndFiles) {
  ModelServer mlflow;
  deliver(journal(), mlflow.server);

  ASSERT_EQ(mlflow.models.size(), 1U);
  const Json& asked = mlflow.models[0].at("asked");
  EXPECT_EQ(asked.at("name"), "model");
  EXPECT_EQ(asked.at("model_type"), "segmentation");
  EXPECT_EQ(asked.at("params").at(0).at("value"), "Unet");
  EXPECT_EQ(mlflow.models[0].at("info").at("status"), "LOGGED_MODEL_READY");
  EXPECT_EQ(mlflow.outputs.at(0).at("model_id"), "m-1");
  EXPECT_FALSE(mlflow.batches[0].at("metrics").at(0).contains("model_id"));
  EXPECT_EQ(mlflow.batches[1].at("metrics").at(0).at("key"), "test/miou");
  EXPECT_EQ(mlflow.batches[1].at("metrics").at(0).at("model_id"), "m-1");
  const std::string content = read_file(dir.path() / "model" / "MLmodel");
  EXPECT_EQ(mlflow.files["1/r1/artifacts/model/MLmodel"], content);
  EXPECT_EQ(mlflow.files["1/models/m-1/artifacts/MLmodel"], content);
}

TEST_F(LoggedModelTest, LostAnswersAndALostStateMakeNoSecondModel) {
  ModelServer mlflow;
  mlflow.loses = {"/logged-models", "/runs/outputs", "/logged-models/m-1", "/logged-models/search"};
  const RunJournal run = journal();
  deliver(run, mlflow.server);
  std::filesystem::remove(dir.path() / JournalDelivery::kFile);
  deliver(run, mlflow.server);

  EXPECT_EQ(mlflow.models.size(), 1U);
  EXPECT_EQ(mlflow.outputs.size(), 1U);
  EXPECT_EQ(mlflow.count("/logged-models"), 1U);
}

TEST_F(LoggedModelTest, AModelIsFoundByTheTagOfItsRun) {
  ModelServer mlflow;
  open_rest_store(settings_of(mlflow.server))->log_model(model);
  for (const Request& request : mlflow.server.requests()) {
    if (!request.target.ends_with("/search")) continue;
    EXPECT_EQ(Json::parse(request.body).at("filter"),
              "name = 'model' AND tags.`petseg.run` = 'c1'");
  }
  EXPECT_EQ(mlflow.count("/search"), 1U);
}

TEST_F(LoggedModelTest, AnOlderServerIsNotAskedForOne) {
  ModelServer mlflow;
  mlflow.version = "2.22.5";
  deliver(journal(), mlflow.server);
  EXPECT_EQ(mlflow.count("/search"), 1U);  // for the run
  EXPECT_TRUE(mlflow.models.empty());
  EXPECT_EQ(mlflow.files.size(), 1U);
}

TEST_F(LoggedModelTest, AServiceThatLagsBehindHasNone) {
  for (const Answer& answer :
       {Answer{.status = "404 Not Found"}, Answer{.status = "501 Not Implemented"},
        Answer{.status = "500 Internal Server Error"},
        Answer{.status = "400 Bad Request", .body = R"({"error": "unsupported endpoint"})"}}) {
    SCOPED_TRACE(answer.status);
    const RequestServer server([&](const Request& request) {
      return request.target == "/version" ? Answer{.status = "404 Not Found"} : answer;
    });
    const auto store = open_rest_store(settings_of(server), no_pauses());
    EXPECT_FALSE(store->log_model(model));
    const std::size_t asked = server.requests().size();
    EXPECT_FALSE(store->log_model(model));
    EXPECT_EQ(server.requests().size(), asked);
  }
}

TEST_F(LoggedModelTest, AServerOfVersion3ThatIsOutOfOrderIsAskedAgainLater) {
  const RequestServer server([](const Request& request) {
    if (request.target == "/version") return Answer{.body = "3.17.2"};
    return Answer{.status = "500 Internal Server Error"};
  });
  const auto store = open_rest_store(settings_of(server), no_pauses());
  EXPECT_ERROR(store->log_model(model), IoError, HasSubstr("500"));
}

TEST_F(LoggedModelTest, FoldersHaveNone) {
  EXPECT_FALSE(open_file_store(dir.path())->log_model(model));
}

}  // namespace
}  // namespace petseg
