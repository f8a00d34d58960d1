#include "tracking/logged_model.h"

#include <algorithm>
#include <array>

#include "petseg/core/log.h"

namespace petseg {

bool is_model_param(std::string_view key) {
  constexpr std::array<std::string_view, 4> kParams{"setup.model", "setup.image_size",
                                                    "setup.resize", "setup.encoder_weights"};
  return std::ranges::find(kParams, key) != kParams.end();
}

NewLoggedModel new_logged_model(const RunInfo& run, const JournalHead& head,
                                const ModelEvent& event) {
  return {.experiment_id = run.experiment_id,
          .source_run_id = run.run_id,
          .name = kModelArtifact,
          .type = "segmentation",
          .params = event.params,
          .tags = {{kClientRunTag, head.client_id},
                   {"mlflow.user", head.user},
                   {"mlflow.source.name", "petseg"},
                   {"mlflow.source.type", "LOCAL"}}};
}

void upload_logged_model(TrackingStore& store, LoggedModel& model,
                         const std::filesystem::path& folder, const TrackingSettings& settings,
                         Patience patience) {
  model.status = LoggedModelStatus::kReady;
  try {
    const auto files = open_artifact_store(model.artifact_uri, settings, std::move(patience),
                                           {.model_id = model.model_id});
    files->list("");  // what no file can be sent to says so here, once
    if (!upload_folder(*files, folder, "")) model.status = LoggedModelStatus::kUploadFailed;
  } catch (const ArtifactRefusal& refusal) {
    log().warn("[tracking] models:/{} has no files: {}", model.model_id, refusal.what());
    model.status = LoggedModelStatus::kUploadFailed;
  }
  store.set_model_status(model.model_id, model.status);
}

}  // namespace petseg
