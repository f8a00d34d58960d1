#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace petseg {

// Enough XML for S3's answers, whose elements hold others of their own name never.

/// What stands between <name …> and </name>, of each such element, wherever it is.
std::vector<std::string_view> xml_elements(std::string_view xml, std::string_view name);

/// The text of the first one, without entities; empty where there is none.
std::string xml_text(std::string_view xml, std::string_view name);

}  // namespace petseg
