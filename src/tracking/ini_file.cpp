#include "tracking/ini_file.h"

#include <sstream>

#include "petseg/core/files.h"

namespace petseg {
namespace {

constexpr std::size_t kMaxBytes = 1 << 20;
constexpr const char* kBlank = " \t\r";

std::string trimmed(const std::string& text) {
  const auto begin = text.find_first_not_of(kBlank);
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_last_not_of(kBlank) + 1 - begin);
}

}  // namespace

std::map<std::string, std::string> read_ini_section(const std::filesystem::path& path,
                                                    const std::string& section) {
  std::map<std::string, std::string> values;
  std::error_code unknown;
  if (!std::filesystem::is_regular_file(path, unknown)) return values;
  std::istringstream lines(read_file(path, kMaxBytes));
  bool is_inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(' ') || line.starts_with('\t')) continue;
    line = trimmed(line);
    if (line.empty() || line[0] == '#' || line[0] == ';') continue;
    if (line[0] == '[') {
      is_inside = line.ends_with(']') && trimmed(line.substr(1, line.size() - 2)) == section;
    } else if (const auto end = line.find_first_of("=:"); is_inside && end != line.npos) {
      values[trimmed(line.substr(0, end))] = trimmed(line.substr(end + 1));
    }
  }
  return values;
}

}  // namespace petseg
