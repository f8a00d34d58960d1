#include "tracking/rest_logged_models.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "tracking/artifact_path.h"
#include "tracking/rest_json.h"

namespace petseg {
namespace {

constexpr int kFirstVersion = 3;

/// "3.17.2" → 3; 0 for anything else.
int major_version(const std::string& text) {
  int version = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
  const bool is_version = error == std::errc() && end != text.data() + text.size() && *end == '.';
  return is_version ? version : 0;
}

LoggedModel read_model(const Json& json) {
  const Json& info = object_in(json, "info");
  return {.model_id = text_in(info, "model_id"), .artifact_uri = text_in(info, "artifact_uri")};
}

}  // namespace

std::optional<LoggedModel> RestLoggedModels::find_or_make(const NewLoggedModel& model) {
  if (is_known_to_have_none()) return std::nullopt;
  try {
    return make_once([&] { return find(model); }, [&] { return make(model); });
  } catch (const RestRefusal& refusal) {
    // Where the version is not known, a server that fails at this call alone has to be left alone.
    const bool may_be_another = *version_ == 0 && refusal.status >= 500;
    if (!is_unknown_call(refusal) && !may_be_another) throw;
    has_none_ = true;
    return std::nullopt;
  }
}

void RestLoggedModels::set_status(const std::string& model_id, LoggedModelStatus status) {
  constexpr std::array kNames{"LOGGED_MODEL_PENDING", "LOGGED_MODEL_READY",
                              "LOGGED_MODEL_UPLOAD_FAILED"};
  client_.send("PATCH", "logged-models/" + url_encoded(model_id),
               {{"model_id", model_id}, {"status", kNames.at(static_cast<std::size_t>(status))}});
}

bool RestLoggedModels::is_known_to_have_none() {
  if (!version_) version_ = major_version(client_.try_get("/version").value_or(""));
  return has_none_ || (*version_ > 0 && *version_ < kFirstVersion);
}

std::optional<LoggedModel> RestLoggedModels::find(const NewLoggedModel& model) {
  const auto client = std::ranges::find(model.tags, std::string(kClientRunTag), &KeyValue::key);
  if (client == model.tags.end()) return std::nullopt;
  Json body{{"experiment_ids", {model.experiment_id}},
            {"filter", fmt::format("name = '{}' AND tags.`{}` = '{}'", model.name, kClientRunTag,
                                   client->value)}};
  for (int pages = 0;; ++pages) {
    check_page_count(client_.uri(), pages);
    const Json page = client_.post("logged-models/search", body);
    for (const Json& item : list_in(page, "models")) {
      if (text_in(object_in(item, "info"), "source_run_id") == model.source_run_id) {
        return read_model(item);
      }
    }
    const std::string token = text_in(page, "next_page_token");
    if (token.empty()) return std::nullopt;
    body["page_token"] = token;
  }
}

LoggedModel RestLoggedModels::make(const NewLoggedModel& model) {
  const Json made = client_.post_once("logged-models", {{"experiment_id", model.experiment_id},
                                                        {"name", model.name},
                                                        {"model_type", model.type},
                                                        {"source_run_id", model.source_run_id},
                                                        {"params", key_values_json(model.params)},
                                                        {"tags", key_values_json(model.tags)}});
  return read_model(object_in(made, "model"));
}

}  // namespace petseg
