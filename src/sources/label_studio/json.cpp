#include "sources/label_studio/json.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "petseg/core/error.h"

namespace petseg {
namespace {

constexpr std::size_t kMaxDepth = 32;
constexpr std::size_t kMaxKeys = 1000;  // ordered_json looks at them one after the other
constexpr std::size_t kMaxItemBytes = std::size_t{256} << 20;
constexpr std::array<std::string_view, 3> kPassedOver{"predictions", "prediction", "drafts"};

/// Receives the events of nlohmann's parser and builds one item after the other.
class ItemBuilder : public nlohmann::json_sax<Json> {
 public:
  ItemBuilder(const std::string& name, const ItemVisitor& visit) : name_(name), visit_(visit) {}

  bool null() override { return add_value(nullptr); }
  bool boolean(bool value) override { return add_value(value); }
  bool number_integer(std::int64_t value) override { return add_value(value); }
  bool number_unsigned(std::uint64_t value) override {
    if (state_ == State::kBrush && value <= 255) {
      spend(1);
      brush_->push_back(static_cast<std::uint8_t>(value));
      return true;
    }
    return add_value(value);
  }
  bool number_float(double value, const std::string&) override { return add_value(value); }
  bool string(std::string& value) override {
    spend(value.size());
    return add_value(std::move(value));
  }
  bool binary(Json::binary_t&) override { return false; }  // stands in no JSON text

  bool start_object(std::size_t) override { return open(Json::object()); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_array() override { return close(); }

  bool key(std::string& key) override {
    if (state_ != State::kBuild) return true;
    spend(key.size());
    Json& object = *open_.back();
    if (object.contains(key)) fail(fmt::format("the key \"{:.60}\" stands twice; keep one", key));
    if (object.size() == kMaxKeys) fail(fmt::format("an object of more than {} keys", kMaxKeys));
    slot_ = &object[key];
    key_ = std::move(key);
    return true;
  }

  bool parse_error(std::size_t, const std::string&,
                   const nlohmann::detail::exception& error) override {
    // "[json.exception.parse_error.101] parse error at line 3, column 7: what was found"
    const std::string_view what = error.what();
    const auto at = what.find(" at line ");
    const auto colon = what.find(": ", at);
    const bool is_known = at != what.npos && colon != what.npos;
    fail(is_known ? fmt::format("{}: not JSON: {:.200}", what.substr(at + 4, colon - at - 4),
                                what.substr(colon + 2))
                  : fmt::format("not JSON: {:.200}", what));
  }

 private:
  enum class State { kBuild, kPassOver, kBrush };

  /// Opens a list or an object.
  bool open(Json container) {
    if (++depth_ > kMaxDepth) fail(fmt::format("nests more than {} levels", kMaxDepth));
    if (depth_ == 1) {
      if (container.is_array()) return true;
      fail("holds an object; expected a list of tasks: export the project as JSON or JSON-MIN");
    }
    if (depth_ == 2 && container.is_array()) fail("holds a list, expected a task");
    if (state_ != State::kBuild) {
      if (state_ == State::kBrush) spoil_brush(container);
      parts_ += depth_ == special_depth_ + 1;
      return true;
    }
    const bool is_member = !open_.empty() && open_.back()->is_object();
    if (is_member && std::find(kPassedOver.begin(), kPassedOver.end(), key_) != kPassedOver.end()) {
      begin_special(State::kPassOver);
    } else if (is_member && key_ == "rle" && container.is_array()) {
      *slot_ = Json::binary({});
      brush_ = &slot_->get_binary();
      begin_special(State::kBrush);
    } else {
      open_.push_back(&place(std::move(container)));
    }
    return true;
  }

  void begin_special(State state) {
    state_ = state;
    special_depth_ = depth_;
    parts_ = 0;
  }

  bool close() {
    --depth_;
    if (state_ != State::kBuild) {
      if (depth_ >= special_depth_) return true;
      if (state_ == State::kPassOver) *slot_ = parts_;
      if (!spoilt_.is_null()) *slot_ = std::exchange(spoilt_, nullptr);
      state_ = State::kBuild;
      return true;
    }
    if (depth_ == 0) return true;
    open_.pop_back();
    if (open_.empty()) {
      visit_(item_, index_++);
      spent_ = 0;
    }
    return true;
  }

  bool add_value(Json value) {
    if (state_ == State::kPassOver) {
      parts_ += depth_ == special_depth_;
    } else if (state_ == State::kBrush) {
      spoil_brush(value);
    } else if (depth_ < 2) {
      fail(fmt::format("holds {}, expected {}", json_kind(value),
                       depth_ == 0 ? "a list of tasks" : "a task"));
    } else {
      place(std::move(value));
    }
    return true;
  }

  void spoil_brush(const Json& value) {
    if (spoilt_.is_null()) spoilt_ = value.is_null() ? Json("null") : value;
  }

  /// Puts a value where it belongs.
  Json& place(Json value) {
    spend(4 * sizeof(Json));
    if (open_.empty()) return item_ = std::move(value);
    if (open_.back()->is_object()) return *slot_ = std::move(value);
    open_.back()->push_back(std::move(value));
    return open_.back()->back();
  }

  void spend(std::size_t bytes) {
    spent_ += bytes;
    if (spent_ > kMaxItemBytes) fail(fmt::format("takes more than {} MiB", kMaxItemBytes >> 20));
  }

  [[noreturn]] void fail(const std::string& found) const {
    std::string where;
    if (depth_ > 0) where = fmt::format("/{}: ", index_);
    if (!open_.empty() && item_.contains("id")) {
      where = fmt::format("task {} (/{}): ", json_excerpt(item_.at("id")), index_);
    }
    throw DataError(fmt::format("{}: {}{}", name_, where, found));
  }

  const std::string& name_;
  const ItemVisitor& visit_;
  std::size_t index_ = 0;
  std::size_t depth_ = 0;  // the list itself is 1, an item 2
  std::size_t spent_ = 0;

  Json item_;
  std::vector<Json*> open_;  // the item's open containers
  Json* slot_ = nullptr;     // where the value of the last key goes
  std::string key_;

  State state_ = State::kBuild;
  std::size_t special_depth_ = 0;  // of the container that began the state
  std::size_t parts_ = 0;
  Json::binary_t* brush_ = nullptr;
  Json spoilt_;  // the first value of a brush that is no byte
};

}  // namespace

void read_items(std::istream& json, const std::string& name, const ItemVisitor& visit) {
  ItemBuilder builder(name, visit);
  Json::sax_parse(json, &builder);
}

void read_items(std::string_view json, const std::string& name, const ItemVisitor& visit) {
  ItemBuilder builder(name, visit);
  Json::sax_parse(json.begin(), json.end(), &builder);
}

}  // namespace petseg
