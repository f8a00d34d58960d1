#include "nn/safetensors_header.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "petseg/core/error.h"

#include "core/json.h"
#include "nn/raw_tensor.h"

namespace petseg {
namespace {

/// Sorted by key: in core's ordered Json, a header of very many keys takes quadratic time.
using Header = nlohmann::json;

constexpr std::array<std::pair<std::string_view, torch::Dtype>, 10> kDtypes{{
    {"F64", torch::kFloat64},
    {"F32", torch::kFloat32},
    {"F16", torch::kFloat16},
    {"BF16", torch::kBFloat16},
    {"I64", torch::kInt64},
    {"I32", torch::kInt32},
    {"I16", torch::kInt16},
    {"I8", torch::kInt8},
    {"U8", torch::kUInt8},
    {"BOOL", torch::kBool},
}};

std::optional<torch::Dtype> find_dtype(std::string_view name) {
  for (const auto& [known, dtype] : kDtypes) {
    if (known == name) return dtype;
  }
  return std::nullopt;
}

[[noreturn]] void fail_tensor(const std::string& file, const std::string& name,
                              const std::string& what) {
  throw DataError(fmt::format("{}: tensor {}: {}", file, json_excerpt(name), what));
}

Header parse_header(std::string_view text, const std::string& file) {
  if (!text.starts_with('{')) {
    throw DataError(file + ": no safetensors file: its header is no JSON object");
  }
  std::vector<std::set<std::string>> open;  // keys of the objects around the parser's place
  const auto notice = [&](int depth, Header::parse_event_t event, Header& value) {
    constexpr int kMaxDepth = 3;  // header, tensor, list
    if (depth > kMaxDepth) throw DataError(file + ": safetensors header: nested too deep");
    if (event == Header::parse_event_t::object_start) open.emplace_back();
    if (event == Header::parse_event_t::object_end) open.pop_back();
    if (event == Header::parse_event_t::key &&
        !open.back().insert(value.get<std::string>()).second) {
      throw DataError(fmt::format("{}: safetensors header: the key {} stands twice", file,
                                  json_excerpt(value.get<std::string>())));
    }
    return true;
  };
  try {
    return Header::parse(text, notice);
  } catch (const Header::exception&) {
    throw DataError(file + ": safetensors header: no sound JSON");
  }
}

/// A list of natural numbers, which all fit an int64.
std::optional<std::vector<std::int64_t>> natural_numbers(const Header& entry, const char* key) {
  const auto list = entry.find(key);
  if (list == entry.end() || !list->is_array()) return std::nullopt;
  std::vector<std::int64_t> numbers;
  for (const Header& item : *list) {
    if (!item.is_number_unsigned() || item.get<std::uint64_t>() > INT64_MAX) return std::nullopt;
    numbers.push_back(item.get<std::int64_t>());
  }
  return numbers;
}

SafetensorsEntry read_entry(const std::string& name, const Header& value, const std::string& file) {
  if (!value.is_object()) fail_tensor(file, name, "no object of dtype, shape and data_offsets");
  const auto dtype = value.find("dtype");
  if (dtype == value.end() || !dtype->is_string()) fail_tensor(file, name, "has no dtype");
  const auto known = find_dtype(dtype->get<std::string>());
  if (!known) {
    fail_tensor(file, name,
                fmt::format("dtype {}, expected F64, F32, F16, BF16, I64, I32, I16, I8, U8 or BOOL",
                            json_excerpt(dtype->get<std::string>())));
  }
  const auto shape = natural_numbers(value, "shape");
  const auto numel = shape ? checked_numel(*shape) : std::nullopt;
  if (!numel) fail_tensor(file, name, "its shape is no list of at most 16 possible sizes");
  const auto offsets = natural_numbers(value, "data_offsets");
  if (!offsets || offsets->size() != 2) {
    fail_tensor(file, name, "its data_offsets are not two places in the file");
  }
  const std::int64_t begin = offsets->front(), end = offsets->back();
  const auto expected = *numel * static_cast<std::int64_t>(c10::elementSize(*known));
  if (end - begin != expected) {
    fail_tensor(file, name,
                fmt::format("data_offsets [{}, {}], expected {} bytes for {} [{}]", begin, end,
                            expected, dtype->get<std::string>(), fmt::join(*shape, ", ")));
  }
  return {name, *known, *shape, static_cast<std::size_t>(begin), static_cast<std::size_t>(end)};
}

std::map<std::string, std::string> read_metadata(const Header& metadata, const std::string& file) {
  const auto is_string = [](const Header& value) { return value.is_string(); };
  if (!metadata.is_object() || !std::ranges::all_of(metadata, is_string)) {
    throw DataError(file + ": safetensors header: __metadata__ is no object of strings");
  }
  return metadata.get<std::map<std::string, std::string>>();
}

SafetensorsHeader read_entries(const Header& json, const std::string& file) {
  SafetensorsHeader header;
  for (const auto& [name, value] : json.items()) {
    if (name == kSafetensorsMetadata) {
      header.metadata = read_metadata(value, file);
    } else {
      header.entries.push_back(read_entry(name, value, file));
    }
  }
  return header;
}

/// The format knows neither gaps nor overlaps: sorted, each tensor begins where the last one ended.
void check_layout(std::vector<SafetensorsEntry>& entries, std::size_t data_bytes,
                  const std::string& file) {
  std::ranges::sort(
      entries, {}, [](const SafetensorsEntry& entry) { return std::pair(entry.begin, entry.end); });
  std::size_t position = 0;
  for (const SafetensorsEntry& entry : entries) {
    if (entry.begin != position || entry.end > data_bytes) {
      fail_tensor(
          file, entry.name,
          fmt::format("data_offsets [{}, {}], expected to begin at {} and to end within the "
                      "{} bytes of data",
                      entry.begin, entry.end, position, data_bytes));
    }
    position = entry.end;
  }
  if (position != data_bytes) {
    throw DataError(fmt::format("{}: {} bytes of data, expected the {} of its tensors", file,
                                data_bytes, position));
  }
}

}  // namespace

std::string_view safetensors_dtype(torch::Dtype dtype) {
  for (const auto& [name, known] : kDtypes) {
    if (known == dtype) return name;
  }
  return {};
}

SafetensorsHeader read_safetensors_header(std::string_view text, std::size_t data_bytes,
                                          const std::string& file) {
  SafetensorsHeader header = read_entries(parse_header(text, file), file);
  check_layout(header.entries, data_bytes, file);
  return header;
}

}  // namespace petseg
