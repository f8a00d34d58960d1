#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <c10/core/ScalarType.h>

#include "nn/byte_reader.h"

namespace petseg {

struct PickleValue;

struct PickleTuple {
  std::vector<const PickleValue*> items;
};
struct PickleList {
  std::vector<const PickleValue*> items;
};
struct PickleDict {
  std::vector<std::pair<const PickleValue*, const PickleValue*>> entries;

  /// The value of a string key, or null.
  const PickleValue* find(std::string_view key) const;
};

/// The functions that a weights file may call.
enum class PickleFunction { kOrderedDict, kRebuildTensor, kRebuildParameter };

/// A run of numbers that stands elsewhere in the file.
struct PickleStorage {
  std::string_view key;
  c10::ScalarType dtype;
  std::int64_t numel;
};
/// A tensor as the file claims it: nothing about its sizes has been checked.
struct PickleTensor {
  PickleStorage storage;
  std::int64_t offset;
  std::vector<std::int64_t> sizes, strides;
};

/// A value of a weights file. Strings are views into the file.
struct PickleValue {
  std::variant<std::monostate, bool, std::int64_t, double, std::string_view, PickleTuple,
               PickleList, PickleDict, PickleFunction, c10::ScalarType, PickleStorage, PickleTensor>
      data;

  template <class T>
  const T* as() const {
    return std::get_if<T>(&data);
  }
};

/// Values point to one another, with cycles where a hostile file wants them, so they live in one
/// place and die together: nothing leaks and nothing recurses, however deep they nest.
struct Pickle {
  std::deque<PickleValue> values;
  const PickleValue* root = nullptr;
};

/// Runs one pickle (protocol 2) from `in` up to and with its STOP. This is no general unpickler: it
/// knows the opcodes that PyTorch writes into weight files and the few names of PickleFunction and
/// torch's storage types; nothing that the file says is looked up or called. Memory and time are
/// bounded by a count of values. Throws DataError with the file, the byte and, for a name that is
/// not allowed, the name.
Pickle read_pickle(ByteReader& in);

}  // namespace petseg
