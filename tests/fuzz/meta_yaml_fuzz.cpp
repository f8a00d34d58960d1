// The bytes are taken as a meta.yaml of MLflow's file layout, and as a text that is written to one.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "petseg/core/error.h"

#include "core/json.h"
#include "tracking/meta_yaml.h"

namespace {

void read(const std::string& bytes) {
  try {
    const petseg::MetaYaml meta = petseg::MetaYaml::parse(bytes, "meta.yaml");
    meta.find_text("run_name");
    meta.mapping("tags");
    meta.number_of("start_time");
  } catch (const petseg::Error&) {  // what malformed input should lead to
  }
}

void write(const std::string& text) {
  if (!petseg::is_utf8(text)) return;
  petseg::MetaYaml meta;
  meta.set("text", text);
  if (petseg::MetaYaml::parse(meta.text(), "meta.yaml").text_of("text") != text) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  read(bytes);
  write(bytes);
  return 0;
}
