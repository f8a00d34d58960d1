#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace petseg {

/// The keys and values of one section of an INI file, as ~/.aws/credentials is one; none where the
/// file or the section is missing. Indented lines, which belong to the value above, are left out.
/// Throws IoError for a file that cannot be read.
std::map<std::string, std::string> read_ini_section(const std::filesystem::path& path,
                                                    const std::string& section);

}  // namespace petseg
