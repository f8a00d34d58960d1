#include "report/comparison_json.h"

#include "petseg/core/version.h"

#include "core/json.h"
#include "report/json_number.h"
#include "report/metric_value.h"

namespace petseg {
namespace {

constexpr int kSchema = 1;

Json runs_json(const std::vector<ScoredRun>& runs) {
  Json list = Json::array();
  for (const ScoredRun& run : runs) {
    Json setup = Json::object();
    for (const auto& [name, value] : run.setup) setup[name] = value;
    list.push_back({{"name", run.name},
                    {"model", run.subject.model},
                    {"model_uri", run.subject.model_uri},
                    {"image_size", run.subject.image_size},
                    {"data_digest", run.subject.data_digest},
                    {"provenance", run.subject.provenance},
                    {"setup", setup}});
  }
  return list;
}

Json metric_json(const SliceComparison& slice, const std::string& metric) {
  Json values = Json::array();
  for (const SegmentationMetrics& run : slice.runs) {
    values.push_back(number(metric_value(run, metric)));
  }
  Json json = {{"before", values.front()}, {"after", values.back()}, {"difference", nullptr},
               {"interval", nullptr},      {"verdict", nullptr},     {"runs", values}};
  const auto found = slice.differences.find(metric);
  if (found == slice.differences.end()) return json;
  const Difference& difference = found->second;
  json["difference"] = difference.value;
  if (difference.interval) json["interval"] = {difference.interval->low, difference.interval->high};
  json["verdict"] = verdict(metric, difference);
  return json;
}

Json slices_json(const std::vector<SliceComparison>& slices) {
  Json json = Json::object();
  for (const SliceComparison& slice : slices) {
    Json metrics = Json::object();
    for (const std::string& metric : measure_names()) metrics[metric] = metric_json(slice, metric);
    json[slice.name] = {{"n", slice.n()}, {"metrics", metrics}};
  }
  return json;
}

Json regressions_json(const Comparison& comparison) {
  Json slices = Json::array();
  for (const Regression& regression : comparison.regressions) {
    slices.push_back(
        {{"slice", regression.slice}, {"before", regression.before}, {"after", regression.after}});
  }
  return {{"metric", comparison.rule.metric},
          {"max_regression", number(comparison.rule.allowed)},
          {"slices", slices}};
}

Json photos_json(const Comparison& comparison) {
  Json photos = Json::array();
  for (const PhotoChange& photo : comparison.photos) {
    photos.push_back({{"image", comparison.runs.front().photos[photo.before].record.image},
                      {"before", photo.miou_before},
                      {"after", photo.miou_after},
                      {"change", photo.change()}});
  }
  return photos;
}

Json conventions() {
  return {{"runs", "the first is the baseline, the last the candidate"},
          {"difference", "the candidate's value less the baseline's"},
          {"interval",
           "95 % bootstrap interval of the difference: the same photos are drawn again for both "
           "(BCa, widened for few photos)"},
          {"verdict",
           "better or worse where the interval excludes 0; of species_swap and ece less is better"},
          {"no_value", "null, as in the reports"},
          {"photos", "mIoU of each photo by itself, what got worst first"},
          {"regressions", "slices that lost more of the metric than max_regression"}};
}

}  // namespace

std::string comparison_json(const Comparison& comparison) {
  const Json json = {{"schema", kSchema},
                     {"petseg", version()},
                     {"runs", runs_json(comparison.runs)},
                     {"slices", slices_json(comparison.slices)},
                     {"regressions", regressions_json(comparison)},
                     {"photos", photos_json(comparison)},
                     {"conventions", conventions()}};
  // Runs are named by paths, which need not be UTF-8.
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace petseg
