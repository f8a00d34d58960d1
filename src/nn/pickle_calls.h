#pragma once

// All that a pickle in a weights file may name or call. `at` says where, for messages; each
// function throws DataError.

#include <string_view>

#include "nn/byte_reader.h"
#include "nn/pickle.h"

namespace petseg {

/// A Python name: one of the functions of PickleFunction or a storage type, else DataError.
PickleValue pickle_global(std::string_view module, std::string_view name, const ByteReader& at);

/// A storage by its persistent id, the tuple ("storage", type, key, device, numel[, view]).
PickleStorage pickle_storage(const PickleValue& id, const ByteReader& at);

PickleValue pickle_call(PickleFunction function, const PickleTuple& arguments,
                        const ByteReader& at);

}  // namespace petseg
