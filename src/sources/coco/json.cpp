#include "sources/coco/json.h"

#include <algorithm>
#include <array>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "petseg/core/error.h"

namespace petseg {
namespace {

constexpr int kMaxDepth = 16;
constexpr std::size_t kMaxValues = std::size_t{1} << 22;  // in one element
constexpr std::size_t kMaxReason = 160;

constexpr std::array kLists{kCocoImages, kCocoCategories, kCocoAnnotations};
constexpr std::array<std::string_view, 11> kKeys{
    "id",    "image_id", "category_id", "segmentation", "iscrowd", "file_name",
    "width", "height",   "name",        "size",         "counts"};

/// nlohmann calls these as it reads.
class CocoSax : public nlohmann::json_sax<Json> {
 public:
  CocoSax(const std::string& name, const CocoVisitor& visitor) : name_(name), visitor_(visitor) {}

  bool null() override { return value(nullptr); }
  bool boolean(bool v) override { return value(v); }
  bool number_integer(number_integer_t v) override { return value(v); }
  bool number_unsigned(number_unsigned_t v) override { return value(v); }
  bool number_float(number_float_t v, const string_t&) override { return value(v); }
  bool string(string_t& v) override { return value(std::move(v)); }
  bool binary(binary_t&) override { return true; }  // stands in no text

  bool start_object(std::size_t) override { return open(Json::object()); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& key) override {
    if (depth_ == 1) {
      begin_list(key);
    } else if (!open_.empty() && skipped_from_ == 0) {
      key_ = key;
      if (std::ranges::find(kKeys, key) == kKeys.end()) skipped_from_ = depth_;
    }
    return true;
  }

  bool parse_error(std::size_t, const std::string&, const Json::exception& error) override {
    // "[json.exception.parse_error.101] parse error at line 1, column 5: …"
    const std::string what = error.what();
    const auto at = what.find(" at ");
    const std::string reason = at == std::string::npos ? what : what.substr(at + 4);
    fail("not JSON: " + reason.substr(0, kMaxReason));
  }

  void finish() const {
    for (const std::string_view list : kLists) {
      if (!seen_.contains(list)) fail(fmt::format("the list \"{}\" is missing", list));
    }
  }

 private:
  [[noreturn]] void fail(const std::string& reason) const {
    throw DataError(fmt::format(
        "{}: {}; expected COCO's JSON of images, annotations and categories", name_, reason));
  }

  void begin_list(const std::string& key) {
    list_ = {};
    const auto* known = std::ranges::find(kLists, key);
    if (known == kLists.end()) return;
    if (!seen_.insert(*known).second) fail(fmt::format("the list \"{}\" is there twice", *known));
    list_ = *known;
  }

  /// Where elements of a list that is handed over stand.
  bool at_element() const { return depth_ == 2 && wanted_; }
  bool skips() const { return skipped_from_ != 0; }
  void end_skipped_value() {
    if (depth_ == skipped_from_) skipped_from_ = 0;
  }

  bool value(Json value) {
    if (depth_ == 0) fail(json_kind(value) + " at the top");
    if (depth_ == 1) check_list(value);
    if (at_element()) fail_element(value);
    if (!open_.empty() && !skips()) add(std::move(value));
    end_skipped_value();
    return true;
  }

  bool open(Json value) {
    if (depth_ == 0 && !value.is_object()) fail(json_kind(value) + " at the top");
    if (depth_ == kMaxDepth) fail(fmt::format("nested deeper than {} levels", kMaxDepth));
    if (depth_ == 1) {
      check_list(value);
      wanted_ = !list_.empty() && visitor_.wants(list_);
    }
    if (at_element()) {
      if (!value.is_object()) fail_element(value);
      element_ = std::move(value);
      open_ = {&element_};
      values_ = 0;
    } else if (!open_.empty() && !skips()) {
      open_.push_back(add(std::move(value)));
    }
    ++depth_;
    return true;
  }

  bool close() {
    --depth_;
    if (depth_ == 1) wanted_ = false;
    if (!open_.empty() && !skips()) {
      open_.pop_back();
      if (open_.empty()) visitor_.take(list_, element_);
    }
    end_skipped_value();
    return true;
  }

  void check_list(const Json& value) const {
    if (!list_.empty() && !value.is_array()) {
      fail(fmt::format("\"{}\" is {}, expected a list", list_, json_kind(value)));
    }
  }

  [[noreturn]] void fail_element(const Json& value) const {
    fail(fmt::format("\"{}\" holds {}, expected objects", list_, json_kind(value)));
  }

  /// Puts a value into the innermost open list or object.
  Json* add(Json value) {
    if (++values_ > kMaxValues) {
      fail(fmt::format("an element of \"{}\" holds more than {} values", list_, kMaxValues));
    }
    Json& parent = *open_.back();
    if (parent.is_array()) {
      parent.push_back(std::move(value));
      return &parent.back();
    }
    if (parent.contains(key_)) {
      fail(fmt::format("an element of \"{}\" holds the key \"{}\" twice", list_, key_));
    }
    return &(parent[key_] = std::move(value));
  }

  const std::string& name_;
  const CocoVisitor& visitor_;
  int depth_ = 0;
  std::string_view list_;  ///< the list of kLists that the last key at the top names
  std::set<std::string_view> seen_;
  bool wanted_ = false;

  Json element_;
  std::vector<Json*> open_;  ///< the element and what stands open within it
  std::string key_;
  std::size_t values_ = 0;
  int skipped_from_ = 0;  ///< the depth of the object whose current key is skipped, or 0
};

}  // namespace

void visit_coco(std::istream& json, const std::string& name, const CocoVisitor& visitor) {
  CocoSax sax(name, visitor);
  Json::sax_parse(json, &sax);
  sax.finish();
}

}  // namespace petseg
