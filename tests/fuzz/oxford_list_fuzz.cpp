// The bytes are taken as each of Oxford's three lists, one after the other.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "petseg/core/error.h"

#include "sources/oxford/oxford_list.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  using petseg::OfficialSplit;
  petseg::OxfordLists listed;
  try {
    for (const auto split :
         {OfficialSplit::kNone, OfficialSplit::kTrainval, OfficialSplit::kTest}) {
      petseg::parse_oxford_list(text, "list.txt", split, listed);
    }
  } catch (const petseg::Error&) {  // what malformed input should lead to
  }
  for (const auto& [name, photo] : listed) {
    if (name.empty() || photo.where.empty()) std::abort();
  }
  return 0;
}
