#include "nn/pickle.h"

#include <bit>
#include <map>

#include <fmt/format.h>

#include "nn/pickle_calls.h"
#include "nn/pickle_opcode.h"

namespace petseg {
namespace {

// A state_dict takes about 25 opcodes an entry; the largest networks have some thousand entries.
constexpr std::int64_t kMaxValues = 1'000'000;
constexpr std::uint32_t kMaxStringBytes = 4096;

/// How many values a call may copy out of one of its arguments.
std::size_t item_count(const PickleValue& value) {
  if (const auto* list = value.as<PickleList>()) return list->items.size();
  if (const auto* tuple = value.as<PickleTuple>()) return tuple->items.size();
  return 0;
}

class PickleMachine {
 public:
  explicit PickleMachine(ByteReader& in) : in_(in) {}

  Pickle run() {
    Opcode opcode{};
    do {
      charge(1);
      opcode = Opcode{in_.number<unsigned char>("pickle")};
      step(opcode);
    } while (opcode != Opcode::kStop);
    pickle_.root = pop();
    return std::move(pickle_);
  }

 private:
  void step(Opcode opcode) {
    switch (opcode) {
      case Opcode::kProtocol: return check_protocol(in_.number<std::uint8_t>("protocol"));
      case Opcode::kStop: return;
      case Opcode::kNone: return push(std::monostate{});
      case Opcode::kTrue: return push(true);
      case Opcode::kFalse: return push(false);
      case Opcode::kBinInt: return push(std::int64_t{in_.number<std::int32_t>("integer")});
      case Opcode::kBinInt1: return push(std::int64_t{in_.number<std::uint8_t>("integer")});
      case Opcode::kBinInt2: return push(std::int64_t{in_.number<std::uint16_t>("integer")});
      case Opcode::kLong1: return push(read_long());
      case Opcode::kBinFloat: return push(read_big_endian_double());
      case Opcode::kBinUnicode: return push(read_string(in_.number<std::uint32_t>("string")));
      case Opcode::kShortBinString: return push(read_string(in_.number<std::uint8_t>("string")));
      case Opcode::kMark: return marks_.push_back(stack_.size());
      case Opcode::kEmptyTuple: return push(PickleTuple{});
      case Opcode::kTuple: return push(PickleTuple{pop_to_mark()});
      case Opcode::kTuple1: return push(PickleTuple{pop_last(1)});
      case Opcode::kTuple2: return push(PickleTuple{pop_last(2)});
      case Opcode::kTuple3: return push(PickleTuple{pop_last(3)});
      case Opcode::kEmptyList: return push(PickleList{});
      case Opcode::kAppend: return append(pop_last(1));
      case Opcode::kAppends: return append(pop_to_mark());
      case Opcode::kEmptyDict: return push(PickleDict{});
      case Opcode::kSetItem: return set_items(pop_last(2));
      case Opcode::kSetItems: return set_items(pop_to_mark());
      case Opcode::kBinPut: return remember(in_.number<std::uint8_t>("memo"));
      case Opcode::kLongBinPut: return remember(in_.number<std::uint32_t>("memo"));
      case Opcode::kBinGet: return recall(in_.number<std::uint8_t>("memo"));
      case Opcode::kLongBinGet: return recall(in_.number<std::uint32_t>("memo"));
      case Opcode::kGlobal: return push_global();
      case Opcode::kBinPersId: return push(pickle_storage(*pop(), in_));
      case Opcode::kReduce: return reduce();
      case Opcode::kBuild: return build();
    }
    in_.fail(fmt::format("the pickle opcode 0x{:02x} has no place in a weights file",
                         static_cast<unsigned>(opcode)));
  }

  // --- bounds ---

  void charge(std::size_t values) {
    spent_ += static_cast<std::int64_t>(values);
    if (spent_ > kMaxValues) {
      in_.fail(
          fmt::format("more than the {} values that petseg accepts in a weights file", kMaxValues));
    }
  }

  void require(bool sound, std::string_view what) {
    if (!sound) in_.fail(fmt::format("damaged pickle: {}", what));
  }

  void check_protocol(int protocol) {
    if (protocol == 2) return;
    in_.fail(fmt::format("pickle protocol {}, expected 2; save it again with torch.save's default",
                         protocol));
  }

  // --- the stack and the memo ---

  template <class T>
  void push(T value) {
    push_value(PickleValue{std::move(value)});
  }

  void push_value(PickleValue value) {
    pickle_.values.push_back(std::move(value));
    stack_.push_back(&pickle_.values.back());
  }

  /// What stands below the last mark is out of reach until the mark is gone.
  std::size_t available() const { return stack_.size() - (marks_.empty() ? 0 : marks_.back()); }

  PickleValue* top() {
    require(available() >= 1, "a value is missing");
    return stack_.back();
  }

  PickleValue* pop() {
    PickleValue* value = top();
    stack_.pop_back();
    return value;
  }

  std::vector<const PickleValue*> pop_last(std::size_t count) {
    require(available() >= count, "a value is missing");
    const auto first = stack_.end() - static_cast<std::ptrdiff_t>(count);
    std::vector<const PickleValue*> items(first, stack_.end());
    stack_.erase(first, stack_.end());
    return items;
  }

  std::vector<const PickleValue*> pop_to_mark() {
    require(!marks_.empty(), "a mark is missing");
    auto items = pop_last(available());
    marks_.pop_back();
    return items;
  }

  void remember(std::uint32_t index) { memo_[index] = top(); }

  void recall(std::uint32_t index) {
    const auto found = memo_.find(index);
    require(found != memo_.end(), "a value is used before it was made");
    stack_.push_back(found->second);
  }

  // --- plain values ---

  std::int64_t read_long() {
    const auto size = in_.number<std::uint8_t>("integer");
    require(size <= 8, "an integer of more than 64 bits");
    const auto bytes = in_.take(size, "integer");
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      value |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
    }
    const bool negative = !bytes.empty() && (static_cast<unsigned char>(bytes.back()) & 0x80) != 0;
    if (negative && size < 8) value |= ~std::uint64_t{0} << (8 * size);
    return static_cast<std::int64_t>(value);
  }

  double read_big_endian_double() {
    return std::bit_cast<double>(__builtin_bswap64(in_.number<std::uint64_t>("float")));
  }

  std::string_view read_string(std::uint32_t size) {
    require(size <= kMaxStringBytes, "a string of more than 4096 bytes");
    return in_.take(size, "string");
  }

  void append(std::vector<const PickleValue*> items) {
    auto* list = std::get_if<PickleList>(&top()->data);
    require(list != nullptr, "items without their list");
    list->items.insert(list->items.end(), items.begin(), items.end());
  }

  void set_items(std::vector<const PickleValue*> items) {
    auto* dict = std::get_if<PickleDict>(&top()->data);
    require(dict != nullptr, "entries without their dictionary");
    require(items.size() % 2 == 0, "a key without a value");
    for (std::size_t i = 0; i < items.size(); i += 2) {
      dict->entries.emplace_back(items[i], items[i + 1]);
    }
  }

  // --- names and calls ---

  void push_global() {
    constexpr std::size_t kMaxNameBytes = 128;
    const auto module = in_.line(kMaxNameBytes, "the name of a Python module");
    const auto member = in_.line(kMaxNameBytes, "a Python name");
    push_value(pickle_global(module, member, in_));
  }

  void reduce() {
    const auto* arguments = pop()->as<PickleTuple>();
    const auto* function = pop()->as<PickleFunction>();
    require(arguments != nullptr && function != nullptr,
            "a call of something else than a function");
    // What was made once can be recalled and copied by many calls.
    charge(arguments->items.size());
    for (const PickleValue* argument : arguments->items) charge(item_count(*argument));
    push_value(pickle_call(*function, *arguments, in_));
  }

  /// BUILD sets attributes of an object; a state_dict carries versions there (`_metadata`), which
  /// nobody needs.
  void build() {
    pop();
    require(top()->as<PickleDict>() != nullptr, "attributes of something else than a dictionary");
  }

  ByteReader& in_;
  Pickle pickle_;
  std::vector<PickleValue*> stack_;
  std::vector<std::size_t> marks_;
  // Ordered: a hash table can be slowed down by chosen indices.
  std::map<std::uint32_t, PickleValue*> memo_;
  std::int64_t spent_ = 0;
};

}  // namespace

const PickleValue* PickleDict::find(std::string_view key) const {
  for (const auto& [name, value] : entries) {
    const auto* text = name->as<std::string_view>();
    if (text != nullptr && *text == key) return value;
  }
  return nullptr;
}

Pickle read_pickle(ByteReader& in) { return PickleMachine(in).run(); }

}  // namespace petseg
