#include "petseg/report/report_page.h"

#include <string_view>

#include <fmt/format.h>

#include "petseg/core/version.h"

#include "core/html_page.h"
#include "core/page_data.h"
#include "report/label_picture.h"
#include "report/palettes_json.h"
#include "report/report_page_json.h"

namespace petseg {
namespace embedded {
extern const std::string_view facets_css, viewer_css, report_html, report_css, scores_css,
    photos_css;
extern const std::string_view properties_js, facts_js, facets_js, viewer_js, measures_js,
    conventions_js, report_views_js, labels_js, views_js, interval_plot_js, numbers_table_js,
    scores_js, report_facets_js, head_js, categories_js, details_js, worst_js, photo_table_js,
    suspicions_js, score_facts_js, report_settings_js, report_js;
}  // namespace embedded

namespace {

PageFiles page_files() {
  return {.body = embedded::report_html,
          .styles = {embedded::facets_css, embedded::viewer_css, embedded::report_css,
                     embedded::scores_css, embedded::photos_css},
          .scripts = {
              embedded::properties_js,  embedded::facts_js,         embedded::report_facets_js,
              embedded::facets_js,      embedded::viewer_js,        embedded::measures_js,
              embedded::conventions_js, embedded::report_views_js,  embedded::labels_js,
              embedded::views_js,       embedded::interval_plot_js, embedded::numbers_table_js,
              embedded::scores_js,      embedded::head_js,          embedded::categories_js,
              embedded::details_js,     embedded::worst_js,         embedded::photo_table_js,
              embedded::suspicions_js,  embedded::score_facts_js,   embedded::report_settings_js,
              embedded::report_js}};
}

std::string photo_text(const ScoredPhoto& photo) {
  return with_bytes(page_json(photo), {{"jpeg", photo.pictures.jpeg},
                                       {"labels", without_palette(photo.pictures.labels)}});
}

}  // namespace

std::string report_page(const Report& report, int worst) {
  const std::string title = report.subject.model.empty()
                                ? std::string("petseg report")
                                : fmt::format("{} · petseg report", report.subject.model);
  Json data = page_json(report);
  data["title"] = title;
  data["created_by"] = fmt::format("petseg {}", version());
  data["worst"] = worst;
  data["few_photos"] = kFewPhotos;
  data["palettes"] = palettes_json();
  std::string text = page_text(data);
  append_list(text, "photos", report.photos, photo_text);
  return html_page(page_files(), title, text);
}

}  // namespace petseg
