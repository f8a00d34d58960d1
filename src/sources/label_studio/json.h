#pragma once

#include <cstddef>
#include <functional>
#include <istream>
#include <string>
#include <string_view>

#include "core/json.h"

namespace petseg {

/// Takes one item of an export's list, which is an object, and its index.
using ItemVisitor = std::function<void(const Json& item, std::size_t index)>;

/// Parses an export of Label Studio, a JSON list of objects, and holds one of them at a time.
/// Brushes come as bytes: a list of numbers 0 … 255 under the key "rle" is a Json::binary; where it
/// holds anything else, it is the first such value. What others than annotators left
/// ("predictions", "drafts", "prediction") comes as the number of its parts.
///
/// Throws DataError (`name: where: what was found`) for anything that is no such list, that nests
/// more than 32 levels, or whose item takes more than 256 MiB.
void read_items(std::istream& json, const std::string& name, const ItemVisitor& visit);
void read_items(std::string_view json, const std::string& name, const ItemVisitor& visit);

}  // namespace petseg
