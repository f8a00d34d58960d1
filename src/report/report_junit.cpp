#include "petseg/report/report_junit.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/json.h"

namespace petseg {
namespace {

/// Text as it may stand in an attribute. XML knows no other control characters than these three,
/// not even escaped, and nothing but UTF-8.
std::string xml_text(const std::string& text) {
  std::string escaped;
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    switch (character) {
      case '&': escaped += "&amp;"; break;
      case '<': escaped += "&lt;"; break;
      case '>': escaped += "&gt;"; break;
      case '"': escaped += "&quot;"; break;
      case '\t':
      case '\n':
      case '\r': escaped += fmt::format("&#{};", byte); break;
      default: escaped += byte < 0x20 ? '?' : character;
    }
  }
  if (is_utf8(escaped)) return escaped;
  std::ranges::replace_if(
      escaped, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, '?');
  return escaped;
}

std::string test_case(const GateResult& result) {
  const std::string begin = fmt::format("  <testcase classname=\"petseg.gates\" name=\"{}\"",
                                        xml_text(gate_text(result.gate)));
  if (result.passed) return begin + "/>\n";
  return fmt::format("{}>\n    <failure message=\"{}\"/>\n  </testcase>\n", begin,
                     xml_text(gate_result_text(result)));
}

}  // namespace

std::string report_junit(const Report& report) {
  const auto failures =
      std::ranges::count_if(report.gates, [](const GateResult& gate) { return !gate.passed; });
  std::string text = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"petseg.gates\" tests=\"{}\" "
      "failures=\"{}\" errors=\"0\" skipped=\"0\">\n",
      report.gates.size(), failures);
  for (const GateResult& result : report.gates) text += test_case(result);
  return text + "</testsuite>\n";
}

}  // namespace petseg
