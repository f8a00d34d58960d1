#include "tracking/logged_model.h"

#include "petseg/core/log.h"

namespace petseg {

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

bool upload_logged_model(ArtifactStore& files, const std::filesystem::path& folder) {
  try {
    files.upload(folder / "MLmodel", "MLmodel");  // where no file can be sent to, this one says so
    return upload_folder(files, folder, "");
  } catch (const ArtifactRefusal& refusal) {
    log().warn("[tracking] a logged model has no files: {}", refusal.what());
    return false;
  }
}

}  // namespace petseg
