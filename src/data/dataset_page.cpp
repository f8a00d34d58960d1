#include "petseg/data/dataset_page.h"

#include <string_view>

#include "core/html_page.h"
#include "core/json.h"
#include "core/page_data.h"

namespace petseg {
namespace embedded {
extern const std::string_view facets_css, viewer_css, dataset_html, dataset_css, gallery_css;
extern const std::string_view properties_js, facts_js, facets_js, viewer_js, overview_js,
    histograms_js, findings_js, dataset_facets_js, gallery_js, photo_facts_js, dataset_js;
}  // namespace embedded

namespace {

std::string photo_text(const PagePhoto& photo) {
  const Json json{{"name", photo.name},
                  {"split", photo.split},
                  {"species", photo.species},
                  {"breed", photo.breed},
                  {"source", photo.source},
                  {"condition", photo.condition},
                  {"origin", photo.origin},
                  {"made", photo.made},
                  {"image", photo.image},
                  {"mask", photo.mask},
                  {"categories", photo.categories},
                  {"height", photo.height},
                  {"width", photo.width},
                  {"properties", pairs_json(photo.properties)}};
  return with_bytes(json, {{"jpeg", photo.thumbnail.jpeg}, {"overlay", photo.thumbnail.overlay}});
}

std::string pair_text(const PagePair& pair) {
  const Json json{{"first", pair.first},
                  {"second", pair.second},
                  {"first_split", pair.first_split},
                  {"second_split", pair.second_split},
                  {"distance", pair.distance},
                  {"crosses", pair.crosses}};
  return with_bytes(json, {{"first_jpeg", pair.first_jpeg}, {"second_jpeg", pair.second_jpeg}});
}

Json reject_json(const PageReject& reject) {
  return {{"source", reject.source}, {"file", reject.file}, {"reason", reject.reason}};
}

Json counts_json(const PageCounts& counts) {
  return {{"title", counts.title},
          {"rows", pairs_json(counts.rows)},
          {"are_shares", counts.are_shares}};
}

template <class Item>
Json list_json(const std::vector<Item>& items, Json (*to_json)(const Item&)) {
  Json list = Json::array();
  for (const Item& item : items) list.push_back(to_json(item));
  return list;
}

}  // namespace

std::string dataset_page(const DatasetPage& page) {
  const Json data{{"title", page.title},
                  {"digest", page.digest},
                  {"created_by", page.created_by},
                  {"warnings", page.warnings},
                  {"counts", list_json(page.counts, counts_json)},
                  {"photos_in_total", page.photos_in_total},
                  {"rejected", list_json(page.rejected, reject_json)},
                  {"settings", pairs_json(page.settings)}};
  const PageFiles files{
      .body = embedded::dataset_html,
      .styles = {embedded::facets_css, embedded::viewer_css, embedded::dataset_css,
                 embedded::gallery_css},
      .scripts = {embedded::properties_js, embedded::facts_js, embedded::dataset_facets_js,
                  embedded::facets_js, embedded::viewer_js, embedded::overview_js,
                  embedded::histograms_js, embedded::findings_js, embedded::gallery_js,
                  embedded::photo_facts_js, embedded::dataset_js}};
  std::string text = page_text(data);
  append_list(text, "photos", page.photos, photo_text);
  append_list(text, "pairs", page.pairs, pair_text);
  return html_page(files, page.title, text);
}

}  // namespace petseg
