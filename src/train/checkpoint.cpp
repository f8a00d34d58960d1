#include "petseg/train/checkpoint.h"

#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/nn/safetensors.h"

#include "core/json.h"

namespace petseg {
namespace {

constexpr int kSchema = 1;
constexpr const char* kProgress = "progress";
constexpr const char* kRun = "run";
constexpr const char* kRemedy = "train anew, or restore the file";

Json curves_to_json(const std::vector<Curve>& curves) {
  Json json = Json::array();
  for (const Curve& curve : curves) {
    Json values = Json::array();
    for (const double value : curve.values) {
      values.push_back(std::isfinite(value) ? Json(value) : Json(nullptr));
    }
    json.push_back({{"name", curve.name}, {"values", values}});
  }
  return json;
}

std::vector<Curve> curves_from_json(const Json& json, const std::string& file) {
  std::vector<Curve> curves;
  for (const Json& item : json) {
    Curve curve{.name = json_value<std::string>(item, "name", file), .values = {}};
    for (const Json& value : json_value<Json>(item, "values", file)) {
      curve.values.push_back(value.is_number() ? value.get<double>()
                                               : std::numeric_limits<double>::quiet_NaN());
    }
    curves.push_back(std::move(curve));
  }
  return curves;
}

template <class T>
Json optional_json(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json to_json(const Plateau& plateau) {
  return {{"best", optional_json(plateau.best)},
          {"epochs_since", plateau.epochs_since},
          {"factor", plateau.factor}};
}

Plateau plateau_from_json(const Json& json, const std::string& file) {
  Plateau plateau{.epochs_since = json_value<int>(json, "epochs_since", file),
                  .factor = json_value<double>(json, "factor", file)};
  if (!json_value<Json>(json, "best", file).is_null()) {
    plateau.best = json_value<double>(json, "best", file);
  }
  return plateau;
}

Json to_json(const TrainingProgress& progress) {
  return {{"schema", kSchema},
          {"step", progress.step},
          {"epochs", progress.epochs},
          {"loss_sum", progress.loss_sum},
          {"first_loss", progress.first_loss},
          {"total_steps", optional_json(progress.total_steps)},
          {"seconds", progress.seconds},
          {"training_seconds", progress.training_seconds},
          {"best_epoch", progress.best_epoch},
          {"best_miou", progress.best_miou},
          {"plateau", to_json(progress.plateau)},
          {"losses", curves_to_json(progress.curves.losses)},
          {"scores", curves_to_json(progress.curves.scores)}};
}

TrainingProgress from_json(const Json& json, const std::string& file) {
  const int schema = json_value<int>(json, "schema", file);
  if (schema != kSchema) {
    throw DataError(fmt::format("{}: schema {}, this version reads {}; use a newer petseg", file,
                                schema, kSchema));
  }
  TrainingProgress progress{.step = json_value<int>(json, "step", file),
                            .epochs = json_value<int>(json, "epochs", file),
                            .loss_sum = json_value<double>(json, "loss_sum", file),
                            .first_loss = json_value<double>(json, "first_loss", file),
                            .seconds = json_value<double>(json, "seconds", file),
                            .training_seconds = json_value<double>(json, "training_seconds", file),
                            .best_epoch = json_value<int>(json, "best_epoch", file),
                            .best_miou = json_value<double>(json, "best_miou", file)};
  if (!json_value<Json>(json, "total_steps", file).is_null()) {
    progress.total_steps = json_value<int>(json, "total_steps", file);
  }
  progress.plateau = plateau_from_json(json_value<Json>(json, "plateau", file), file);
  progress.curves.losses = curves_from_json(json_value<Json>(json, "losses", file), file);
  progress.curves.scores = curves_from_json(json_value<Json>(json, "scores", file), file);
  progress.curves.best_epoch = progress.best_epoch;
  return progress;
}

}  // namespace

void save_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint,
                     const std::string& run) {
  save_safetensors(path, checkpoint.state,
                   {{kRun, run}, {kProgress, to_json(checkpoint.progress).dump()}});
}

Checkpoint read_checkpoint(const std::filesystem::path& path, const std::string& run) {
  const std::string file = path.string();
  SafetensorsFile content = read_safetensors_file(path);
  const auto progress = content.metadata.find(kProgress);
  if (progress == content.metadata.end()) {
    throw DataError(fmt::format("{}: holds weights, but no progress of a run; {}", file, kRemedy));
  }
  if (content.metadata[kRun] != run) {
    throw DataError(fmt::format(
        "{}: is of other data or of another setup; a run goes on with those that it began with",
        file));
  }
  return {from_json(parse_own_json(progress->second, file, kRemedy), file),
          std::move(content.tensors)};
}

}  // namespace petseg
