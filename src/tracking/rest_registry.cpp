#include "tracking/rest_registry.h"

#include <algorithm>
#include <charconv>
#include <chrono>

#include <fmt/format.h>

#include "petseg/core/error.h"

#include "tracking/artifact_path.h"
#include "tracking/naming_rules.h"
#include "tracking/rest_client.h"
#include "tracking/rest_json.h"

namespace petseg {
namespace {

/// Versions are whole numbers, which servers send as texts.
std::uint64_t number_of(const std::string& version) {
  std::uint64_t number = 0;
  const auto [end, error] =
      std::from_chars(version.data(), version.data() + version.size(), number);
  if (error == std::errc() && end == version.data() + version.size()) return number;
  throw DataError(
      fmt::format("the model registry names a version {:?}, expected a number", version));
}

class RestRegistry : public ModelRegistry {
 public:
  RestRegistry(const TrackingSettings& settings, Patience patience)
      : client_(settings, std::move(patience)) {}

  std::string register_model(const std::string& name, const std::string& source,
                             const std::string& run_id, const std::string& model_id) override {
    check_model_name(name);
    check_run_id(run_id);
    try {
      client_.post("registered-models/create", {{"name", name}});
    } catch (const RestRefusal& refusal) {
      if (refusal.code != "RESOURCE_ALREADY_EXISTS") throw;
    }
    Json body{{"name", name}, {"source", source}, {"run_id", run_id}};
    if (!model_id.empty()) body["model_id"] = model_id;
    return make_once([&] { return find_version(name, source, run_id); },
                     [&] {
                       const Json answer = client_.post_once("model-versions/create", body);
                       const Json& made = object_in(answer, "model_version");
                       wait_until_ready(name, text_in(made, "version"), text_in(made, "status"));
                       return text_in(made, "version");
                     });
  }

  void set_alias(const std::string& name, const std::string& alias,
                 const std::string& version) override {
    check_alias(alias);
    client_.post("registered-models/alias",
                 {{"name", name}, {"alias", alias}, {"version", version}});
  }

  std::string version_of_alias(const std::string& name, const std::string& alias) override {
    const Json answer = get("registered-models/alias", {{"name", name}, {"alias", alias}},
                            fmt::format("model {:?} with the alias {:?}", name, alias));
    return text_in(object_in(answer, "model_version"), "version");
  }

  std::string latest_version(const std::string& name, const std::string& stage) override {
    const std::string what =
        fmt::format("model {:?}{}", name, stage.empty() ? "" : " in the stage " + stage);
    Json body{{"name", name}};
    if (!stage.empty()) body["stages"] = {stage};
    const Json answer =
        ask([&] { return client_.post("registered-models/get-latest-versions", body); }, what);
    std::string latest;
    for (const Json& item : list_in(answer, "model_versions")) {  // one of each stage
      const std::string version = text_in(item, "version");
      if (latest.empty() || number_of(version) > number_of(latest)) latest = version;
    }
    if (latest.empty()) fail_missing("version of " + what);
    return latest;
  }

  std::string version_uri(const std::string& name, const std::string& version) override {
    const Json answer =
        get("model-versions/get-download-uri", {{"name", name}, {"version", version}},
            fmt::format("version {} of the model {:?}", version, name));
    return text_in(answer, "artifact_uri");
  }

  std::string logged_model_uri(const std::string& model_id) override {
    const Json answer =
        get("logged-models/" + url_encoded(model_id), {}, "logged model " + model_id);
    return text_in(object_in(object_in(answer, "model"), "info"), "artifact_uri");
  }

  std::optional<std::string> find_logged_model(const RunInfo& run,
                                               const std::string& name) override {
    if (name.find('\'') != name.npos) return std::nullopt;  // no model has such a name
    Json body{{"experiment_ids", {run.experiment_id}},
              {"filter", fmt::format("name = '{}'", name)}};
    for (int pages = 0;; ++pages) {
      check_page_count(client_.uri(), pages);
      const auto page = try_search(body);
      if (!page) return std::nullopt;
      for (const Json& model : list_in(*page, "models")) {  // the newest first
        const Json& info = object_in(model, "info");
        if (text_in(info, "source_run_id") == run.run_id) return text_in(info, "artifact_uri");
      }
      const std::string token = text_in(*page, "next_page_token");
      if (token.empty()) return std::nullopt;
      body["page_token"] = token;
    }
  }

 private:
  std::optional<std::string> find_version(const std::string& name, const std::string& source,
                                          const std::string& run_id) {
    std::vector<std::pair<std::string, std::string>> query{
        {"filter", fmt::format("run_id = '{}'", run_id)}};
    for (int pages = 0;; ++pages) {
      check_page_count(client_.uri(), pages);
      const Json page = client_.get("model-versions/search", query);
      for (const Json& item : list_in(page, "model_versions")) {
        if (text_in(item, "name") == name && text_in(item, "source") == source) {
          return text_in(item, "version");
        }
      }
      const std::string token = text_in(page, "next_page_token");
      if (token.empty()) return std::nullopt;
      query.resize(1);
      query.emplace_back("page_token", token);
    }
  }

  /// Nothing where the server knows no logged models, as before MLflow 3 and elsewhere.
  std::optional<Json> try_search(const Json& body) {
    try {
      return client_.post("logged-models/search", body);
    } catch (const RestRefusal&) {
      return std::nullopt;
    }
  }

  template <class Call>
  Json ask(Call call, const std::string& what) {
    try {
      return call();
    } catch (const RestRefusal& refusal) {
      if (refusal.code == "RESOURCE_DOES_NOT_EXIST") fail_missing(what);
      if (refusal.code == "INVALID_PARAMETER_VALUE") throw ConfigError(refusal.what());
      throw;
    }
  }

  Json get(const std::string& call, const std::vector<std::pair<std::string, std::string>>& query,
           const std::string& what) {
    return ask([&] { return client_.get(call, query); }, what);
  }

  [[noreturn]] void fail_missing(const std::string& what) const {
    throw ConfigError(fmt::format("{}: has no {}", client_.uri(), what));
  }

  /// Hosted registries copy the files first.
  void wait_until_ready(const std::string& name, const std::string& version, std::string status) {
    constexpr int kAttempts = 150;
    for (int attempt = 0; status == "PENDING_REGISTRATION" && attempt < kAttempts; ++attempt) {
      if (!client_.http().pause(std::chrono::seconds(2))) break;
      const Json answer = client_.get("model-versions/get", {{"name", name}, {"version", version}});
      status = text_in(object_in(answer, "model_version"), "status");
    }
    if (status == "READY" || status.empty()) return;
    throw IoError(fmt::format("{}: version {} of the model {:?} is {}, expected READY",
                              client_.uri(), version, name, status));
  }

  RestClient client_;
};

}  // namespace

std::unique_ptr<ModelRegistry> open_rest_registry(const TrackingSettings& settings,
                                                  Patience patience) {
  return std::make_unique<RestRegistry>(settings, std::move(patience));
}

}  // namespace petseg
