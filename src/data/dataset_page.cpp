#include "petseg/data/dataset_page.h"

#include <initializer_list>
#include <string_view>

#include "petseg/core/parallel.h"

#include "core/base64.h"
#include "core/html_page.h"
#include "core/json.h"

namespace petseg {
namespace embedded {
extern const std::string_view dataset_html, dataset_css, gallery_css, viewer_css;
extern const std::string_view overview_js, histograms_js, findings_js, facets_js, gallery_js,
    viewer_js, dataset_js;
}  // namespace embedded

namespace {

template <class Value>
Json pairs_json(const std::vector<std::pair<std::string, Value>>& pairs) {
  Json list = Json::array();
  for (const auto& [name, value] : pairs) list.push_back(Json::array({name, value}));
  return list;
}

/// File names need not be UTF-8: other bytes become U+FFFD.
std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// The text of an object with members for bytes in Base64 added, which needs no look at each
/// character.
std::string with_bytes(
    const Json& object,
    std::initializer_list<std::pair<std::string_view, std::string_view>> members) {
  std::string text = text_of(object);
  text.pop_back();
  for (const auto& [name, bytes] : members) {
    text.append(",\"").append(name).append("\":\"").append(base64(bytes)).append("\"");
  }
  return text + "}";
}

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

/// Appends an array. Thumbnails are most of a page: their texts are made on all processors.
template <class Item>
void append_list(std::string& text, const std::vector<Item>& items,
                 std::string (*to_text)(const Item&)) {
  std::vector<std::string> texts(items.size());
  parallel_for(items.size(), [&](std::size_t i) { texts[i] = to_text(items[i]); });
  std::size_t size = text.size() + 2;
  for (const std::string& item : texts) size += item.size() + 1;
  text.reserve(size);
  text += '[';
  for (const std::string& item : texts) text.append(&item == texts.data() ? "" : ",").append(item);
  text += ']';
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
      .styles = {embedded::dataset_css, embedded::gallery_css, embedded::viewer_css},
      .scripts = {embedded::overview_js, embedded::histograms_js, embedded::findings_js,
                  embedded::facets_js, embedded::gallery_js, embedded::viewer_js,
                  embedded::dataset_js}};
  std::string text = text_of(data);
  text.pop_back();
  text += ",\"photos\":";
  append_list(text, page.photos, photo_text);
  text += ",\"pairs\":";
  append_list(text, page.pairs, pair_text);
  text += '}';
  return html_page(files, page.title, text);
}

}  // namespace petseg
