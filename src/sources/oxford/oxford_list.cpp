#include "sources/oxford/oxford_list.h"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>

#include "petseg/core/error.h"

namespace petseg {
namespace {

/// What a message can hold of a line.
std::string excerpt(const std::string& line) {
  return line.substr(0, std::min<std::size_t>(60, line.find('\r')));
}

/// The third column.
Species read_species(std::istream& columns, const std::string& where, const std::string& line) {
  int class_id = 0;
  int species = 0;
  if (columns >> class_id >> species && (species == 1 || species == 2)) {
    return species == 1 ? Species::kCat : Species::kDog;
  }
  throw DataError(
      fmt::format("{}: \"{}\" is not `name class species breed` with a species of 1 (cat) or "
                  "2 (dog)",
                  where, excerpt(line)));
}

void add(const ListedPhoto& said, const std::string& name, OxfordLists& listed) {
  ListedPhoto& known = listed.try_emplace(name, said).first->second;
  if (known.species != said.species) {
    throw DataError(fmt::format("{}: {} is a {}, but a {} at {}; correct one of them", said.where,
                                excerpt(name), species_name(said.species),
                                species_name(known.species), known.where));
  }
  if (said.official == OfficialSplit::kNone) return;
  if (known.official != OfficialSplit::kNone && known.official != said.official) {
    throw DataError(fmt::format("{}: {} is in the other split at {}; remove one of them",
                                said.where, excerpt(name), known.where));
  }
  known = said;
}

}  // namespace

void parse_oxford_list(std::string_view text, const std::string& name, OfficialSplit split,
                       OxfordLists& listed) {
  std::istringstream lines{std::string(text)};
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    std::istringstream columns(line);  // a carriage return is white space to it
    std::string photo;
    if (!(columns >> photo) || photo.starts_with('#')) continue;
    const std::string where = fmt::format("{}:{}", name, number);
    add({read_species(columns, where, line), split, where}, photo, listed);
  }
}

}  // namespace petseg
