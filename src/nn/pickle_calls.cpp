#include "nn/pickle_calls.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "petseg/core/error.h"

#include "core/json.h"
#include "nn/raw_tensor.h"

namespace petseg {
namespace {

using Items = std::vector<const PickleValue*>;

constexpr std::array<std::pair<std::string_view, PickleFunction>, 3> kFunctions{{
    {"collections.OrderedDict", PickleFunction::kOrderedDict},
    {"torch._utils._rebuild_tensor_v2", PickleFunction::kRebuildTensor},
    {"torch._utils._rebuild_parameter", PickleFunction::kRebuildParameter},
}};

constexpr std::array<std::pair<std::string_view, c10::ScalarType>, 10> kStorageTypes{{
    {"torch.FloatStorage", c10::ScalarType::Float},
    {"torch.HalfStorage", c10::ScalarType::Half},
    {"torch.BFloat16Storage", c10::ScalarType::BFloat16},
    {"torch.DoubleStorage", c10::ScalarType::Double},
    {"torch.LongStorage", c10::ScalarType::Long},
    {"torch.IntStorage", c10::ScalarType::Int},
    {"torch.ShortStorage", c10::ScalarType::Short},
    {"torch.CharStorage", c10::ScalarType::Char},
    {"torch.ByteStorage", c10::ScalarType::Byte},
    {"torch.BoolStorage", c10::ScalarType::Bool},
}};

/// Python 3 gives OrderedDict no argument, Python 2 a list of pairs.
PickleDict make_dict(const PickleTuple& arguments, const ByteReader& at) {
  PickleDict dict;
  if (arguments.items.empty()) return dict;
  const auto* pairs = arguments.items[0]->as<PickleList>();
  if (pairs == nullptr) at.fail("an OrderedDict not made of a list");
  for (const PickleValue* item : pairs->items) {
    const auto* list = item->as<PickleList>();
    const auto* tuple = item->as<PickleTuple>();
    const Items* pair = list != nullptr ? &list->items : tuple != nullptr ? &tuple->items : nullptr;
    if (pair == nullptr || pair->size() != 2) at.fail("an OrderedDict not made of pairs");
    dict.entries.emplace_back(pair->front(), pair->back());
  }
  return dict;
}

std::vector<std::int64_t> integers(const PickleValue& value, const ByteReader& at) {
  const auto* tuple = value.as<PickleTuple>();
  if (tuple == nullptr) at.fail("sizes of a tensor that are no tuple");
  // Tensors are copied freely from here on, so theirs must not be long.
  if (tuple->items.size() > kMaxDimensions) at.fail("a tensor of more than 16 dimensions");
  std::vector<std::int64_t> numbers;
  for (const PickleValue* item : tuple->items) {
    const auto* number = item->as<std::int64_t>();
    if (number == nullptr) at.fail("a size of a tensor that is no integer");
    numbers.push_back(*number);
  }
  return numbers;
}

/// (storage, offset, sizes, strides, requires_grad, hooks[, metadata])
PickleTensor make_tensor(const PickleTuple& arguments, const ByteReader& at) {
  const auto& items = arguments.items;
  if (items.size() < 4) at.fail("a tensor without its sizes");
  const auto* storage = items[0]->as<PickleStorage>();
  const auto* offset = items[1]->as<std::int64_t>();
  if (storage == nullptr || offset == nullptr) at.fail("a tensor without its storage");
  return {*storage, *offset, integers(*items[2], at), integers(*items[3], at)};
}

/// (tensor, requires_grad, hooks)
PickleTensor make_parameter(const PickleTuple& arguments, const ByteReader& at) {
  const auto* tensor = arguments.items.empty() ? nullptr : arguments.items[0]->as<PickleTensor>();
  if (tensor == nullptr) at.fail("a parameter without its tensor");
  return *tensor;
}

}  // namespace

PickleValue pickle_global(std::string_view module, std::string_view name, const ByteReader& at) {
  const std::string full_name = fmt::format("{}.{}", module, name);
  for (const auto& [known, function] : kFunctions) {
    if (known == full_name) return {function};
  }
  for (const auto& [known, dtype] : kStorageTypes) {
    if (known == full_name) return {dtype};
  }
  throw DataError(fmt::format(
      "{}: {} is not allowed in a weights file, which holds tensors and plain values only; if you "
      "trust its source, load it with PyTorch and save the state_dict alone",
      at.file(), json_excerpt(full_name)));
}

PickleStorage pickle_storage(const PickleValue& id, const ByteReader& at) {
  const auto* tuple = id.as<PickleTuple>();
  if (tuple == nullptr || tuple->items.size() < 5 || tuple->items.size() > 6) {
    at.fail("a storage that is not described by 5 or 6 values");
  }
  const Items& items = tuple->items;
  const auto* kind = items[0]->as<std::string_view>();
  const auto* dtype = items[1]->as<c10::ScalarType>();
  const auto* key = items[2]->as<std::string_view>();
  const auto* numel = items[4]->as<std::int64_t>();
  if (kind == nullptr || *kind != "storage" || dtype == nullptr || key == nullptr ||
      numel == nullptr) {
    at.fail("a storage that is not described by \"storage\", type, key, device and size");
  }
  if (items.size() == 6 && items[5]->as<std::monostate>() == nullptr) {
    at.fail(
        "a view of a storage, as only the oldest PyTorch wrote them; load and save the file "
        "with a newer one");
  }
  return {*key, *dtype, *numel};
}

PickleValue pickle_call(PickleFunction function, const PickleTuple& arguments,
                        const ByteReader& at) {
  switch (function) {
    case PickleFunction::kOrderedDict: return {make_dict(arguments, at)};
    case PickleFunction::kRebuildTensor: return {make_tensor(arguments, at)};
    case PickleFunction::kRebuildParameter: return {make_parameter(arguments, at)};
  }
  at.fail("an unknown function");
}

}  // namespace petseg
