#include "core/page_data.h"

#include "core/base64.h"

namespace petseg {

std::string page_text(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string with_bytes(
    const Json& object,
    std::initializer_list<std::pair<std::string_view, std::string_view>> members) {
  std::string text = page_text(object);
  text.pop_back();
  for (const auto& [name, bytes] : members) {
    text.append(",\"").append(name).append("\":\"").append(base64(bytes)).append("\"");
  }
  return text + "}";
}

}  // namespace petseg
