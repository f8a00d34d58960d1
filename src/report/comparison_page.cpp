#include "petseg/report/comparison_page.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "petseg/core/version.h"

#include "core/html_page.h"
#include "core/page_data.h"
#include "report/json_number.h"
#include "report/palettes_json.h"
#include "report/report_page_json.h"

namespace petseg {
namespace embedded {
extern const std::string_view facets_css, viewer_css, report_css, scores_css, photos_css,
    comparison_html, comparison_css;
extern const std::string_view facts_js, viewer_js, measures_js, interval_plot_js, numbers_table_js,
    comparison_views_js, labels_js, views_js, verdicts_js, comparison_head_js, changes_js,
    history_js, changed_photos_js, change_facts_js, runs_js, comparison_js;
}  // namespace embedded

namespace {

PageFiles page_files() {
  return {.body = embedded::comparison_html,
          .styles = {embedded::facets_css, embedded::viewer_css, embedded::report_css,
                     embedded::scores_css, embedded::photos_css, embedded::comparison_css},
          .scripts = {embedded::facts_js, embedded::viewer_js, embedded::measures_js,
                      embedded::interval_plot_js, embedded::numbers_table_js,
                      embedded::comparison_views_js, embedded::labels_js, embedded::views_js,
                      embedded::verdicts_js, embedded::comparison_head_js, embedded::changes_js,
                      embedded::history_js, embedded::changed_photos_js, embedded::change_facts_js,
                      embedded::runs_js, embedded::comparison_js}};
}

bool was_seen(const ScoredPhoto& photo) {
  return photo.seen == Seen::kTrained || photo.seen == Seen::kValidated;
}

Json run_json(const ScoredRun& run) {
  Json json = page_json(run.subject);
  json["name"] = run.name;
  json["setup"] = pairs_json(std::vector<std::pair<std::string, std::string>>(run.setup));
  json["seen_test_photos"] = std::ranges::count_if(run.photos, [](const ScoredPhoto& photo) {
    return photo.record.split == Split::kTest && was_seen(photo);
  });
  return json;
}

/// {"miou": 0.9, …}
Json values_json(const SegmentationMetrics& metrics) {
  Json json = Json::object();
  for (const auto& [name, value] : named_values(metrics)) json[name] = number(value);
  return json;
}

/// {"miou": [difference, verdict, low end, high end], …}, without ends where there is no interval.
Json differences_json(const Differences& differences) {
  Json json = Json::object();
  for (const auto& [name, difference] : differences) {
    json[name] = {difference.value, verdict(name, difference)};
    if (!difference.interval) continue;
    json[name].push_back(difference.interval->low);
    json[name].push_back(difference.interval->high);
  }
  return json;
}

Json slice_json(const SliceComparison& slice) {
  Json runs = Json::array();
  for (const SegmentationMetrics& run : slice.runs) runs.push_back(values_json(run));
  return {{"name", slice.name},
          {"kind", slice.name == "test" ? "test" : "category"},
          {"n", slice.n()},
          {"runs", runs},
          {"differences", differences_json(slice.differences)}};
}

/// How many photos got worse and better by more than a hundredth.
Json counts_json(const std::vector<PhotoChange>& photos) {
  constexpr double kNotable = 0.01;
  return {{"photos", photos.size()},
          {"worse", std::ranges::count_if(
                        photos, [](double c) { return c < -kNotable; }, &PhotoChange::change)},
          {"better", std::ranges::count_if(
                         photos, [](double c) { return c > kNotable; }, &PhotoChange::change)}};
}

std::string photo_text(const Comparison& comparison, const ShownChange& shown) {
  const PhotoChange& change = comparison.photos[shown.change];
  const ScoredPhoto& before = comparison.runs.front().photos[change.before];
  const ScoredPhoto& after = comparison.runs.back().photos[change.after];
  Json json = page_json(before.record);
  json["seen"] = seen_text(after.seen);
  json["seen_before"] = seen_text(before.seen);
  json["ignored"] = before.score.ignored;
  json["change"] = change.change();
  json["scores"] = {values_json(segmentation_metrics(before.score)),
                    values_json(segmentation_metrics(after.score))};
  return with_bytes(json, {{"jpeg", shown.jpeg},
                           {"before", without_palette(shown.before)},
                           {"after", without_palette(shown.after)}});
}

}  // namespace

std::string comparison_page(const Comparison& comparison, const std::vector<ShownChange>& shown) {
  const std::string title = fmt::format("{} compared with {} · petseg", comparison.runs.back().name,
                                        comparison.runs.front().name);
  Json runs = Json::array(), slices = Json::array(), regressions = Json::array();
  for (const ScoredRun& run : comparison.runs) runs.push_back(run_json(run));
  for (const SliceComparison& slice : comparison.slices) slices.push_back(slice_json(slice));
  for (const Regression& regression : comparison.regressions) {
    regressions.push_back(
        {{"slice", regression.slice}, {"before", regression.before}, {"after", regression.after}});
  }
  std::string text = page_text({{"title", title},
                                {"created_by", fmt::format("petseg {}", version())},
                                {"few_photos", kFewPhotos},
                                {"palettes", palettes_json()},
                                {"metric", comparison.rule.metric},
                                {"max_regression", number(comparison.rule.allowed)},
                                {"regressions", regressions},
                                {"runs", runs},
                                {"slices", slices},
                                {"changes", counts_json(comparison.photos)},
                                {"missing", missing_pictures_text(shown)}});
  append_list(text, "photos", shown,
              [&](const ShownChange& photo) { return photo_text(comparison, photo); });
  return html_page(page_files(), title, text);
}

}  // namespace petseg
