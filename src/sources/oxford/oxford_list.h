#pragma once

#include <map>
#include <string>
#include <string_view>

#include "petseg/core/classes.h"
#include "petseg/sources/raw_photo.h"

namespace petseg {

/// What Oxford's lists say of a photo, and where.
struct ListedPhoto {
  Species species;
  OfficialSplit official;
  std::string where;  ///< "list.txt:7"
};
using OxfordLists = std::map<std::string, ListedPhoto>;

/// Adds what one of `list.txt`, `trainval.txt` and `test.txt` says: lines of `name class species
/// breed`, with either line ending. Comment lines are passed over, and with them the header that
/// has the breeds of cats and dogs swapped. `name` is the file's, for messages; `split` that of its
/// photos, kNone for list.txt. Throws DataError that names the line when it is malformed, and both
/// lines when two contradict each other, in one list or in several.
void parse_oxford_list(std::string_view text, const std::string& name, OfficialSplit split,
                       OxfordLists& listed);

}  // namespace petseg
