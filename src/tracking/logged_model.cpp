#include "tracking/logged_model.h"

#include <algorithm>
#include <array>

#include "petseg/core/log.h"

namespace petseg {

bool is_model_param(std::string_view name) {
  constexpr std::array<std::string_view, 4> kNames{"setup.model", "setup.image_size",
                                                   "setup.resize", "setup.encoder_weights"};
  return std::ranges::find(kNames, name) != kNames.end();
}

bool is_score(std::string_view name) {
  return name.starts_with("test/") || name.starts_with("debug/");
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
