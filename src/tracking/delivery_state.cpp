#include "tracking/delivery_state.h"

#include "petseg/core/files.h"
#include "petseg/core/log.h"

#include "core/json.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

Json read_all(const fs::path& file) {
  if (!fs::exists(file)) return Json::object();
  Json json = Json::parse(read_file(file), nullptr, /*allow_exceptions=*/false);
  if (json.is_object()) return json;
  log().warn("[tracking] {}: is damaged; the run is sent again from its beginning", file.string());
  return Json::object();
}

LoggedModel model_of(const Json& json) {
  const bool is_ready = json.value("is_ready", false);
  return {.model_id = json.value("id", ""),
          .artifact_uri = json.value("uri", ""),
          .status = is_ready ? LoggedModelStatus::kReady : LoggedModelStatus::kPending};
}

}  // namespace

DeliveryState read_delivery_state(const fs::path& file, const std::string& store) {
  const Json all = read_all(file);
  const auto here = all.find(store);
  if (here == all.end() || !here->is_object()) return {};
  try {
    DeliveryState state{.run = RunInfo{.run_id = here->value("run_id", ""),
                                       .experiment_id = here->value("experiment_id", ""),
                                       .artifact_uri = here->value("artifact_uri", "")},
                        .was_found = here->value("found", false),
                        .uploads = here->value("uploads", std::map<std::string, std::string>{}),
                        .delivered = here->value("delivered", std::uint64_t{0})};
    if (const auto model = here->find("model"); model != here->end())
      state.model = model_of(*model);
    return state;
  } catch (const Json::exception&) {
    log().warn("[tracking] {}: is damaged; the run is sent again from its beginning",
               file.string());
    return {};
  }
}

void write_delivery_state(const fs::path& file, const std::string& store,
                          const DeliveryState& state) {
  Json all = read_all(file);
  Json& here = all[store] = {{"run_id", state.run->run_id},
                             {"experiment_id", state.run->experiment_id},
                             {"artifact_uri", state.run->artifact_uri},
                             {"delivered", state.delivered},
                             {"found", state.was_found}};
  if (state.model) {
    here["model"] = {{"id", state.model->model_id},
                     {"uri", state.model->artifact_uri},
                     {"is_ready", state.model->status == LoggedModelStatus::kReady}};
  }
  if (!state.uploads.empty()) here["uploads"] = state.uploads;
  const std::string text = all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  write_file(file, text, Flush::kLater);  // without it the run is sent again, and nothing twice
}

}  // namespace petseg
