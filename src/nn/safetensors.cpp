#include "petseg/nn/safetensors.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "petseg/core/error.h"
#include "petseg/core/files.h"

#include "nn/byte_reader.h"
#include "nn/raw_tensor.h"
#include "nn/safetensors_header.h"

namespace petseg {
namespace {

constexpr std::uint64_t kMaxHeaderBytes = 100'000'000;

std::string_view dtype_name(const std::string& tensor_name, torch::Dtype dtype) {
  const std::string_view name = safetensors_dtype(dtype);
  if (!name.empty()) return name;
  throw DataError(fmt::format("tensor {}: a safetensors file cannot hold {}", tensor_name,
                              c10::toString(dtype)));
}

std::string_view bytes_of(const torch::Tensor& tensor) {
  return {static_cast<const char*>(tensor.const_data_ptr()), tensor.nbytes()};
}

SafetensorsFile parse_file(std::string_view bytes, const std::string& file) {
  ByteReader in(bytes, file);
  const auto header_bytes = in.number<std::uint64_t>("length of the safetensors header");
  if (header_bytes > kMaxHeaderBytes) {
    in.fail(fmt::format("a safetensors header of {} bytes, expected at most {}", header_bytes,
                        kMaxHeaderBytes));
  }
  const auto text = in.take(header_bytes, "safetensors header");
  const auto data = bytes.substr(in.position());

  SafetensorsHeader header = read_safetensors_header(text, data.size(), file);
  SafetensorsFile read{.metadata = std::move(header.metadata)};
  for (const auto& entry : header.entries) {
    read.tensors[entry.name] = tensor_from_bytes(data.substr(entry.begin, entry.end - entry.begin),
                                                 entry.shape, entry.dtype);
  }
  return read;
}

}  // namespace

std::string write_safetensors(const StateDict& state,
                              const std::map<std::string, std::string>& metadata) {
  std::vector<std::pair<std::string, torch::Tensor>> tensors;
  for (const auto& [name, tensor] : state) {
    tensors.emplace_back(name, tensor.detach().to(torch::kCPU).contiguous());
  }
  std::ranges::stable_sort(tensors, std::greater{},
                           [](const auto& item) { return item.second.itemsize(); });
  auto header = nlohmann::json::object();
  if (!metadata.empty()) header[kSafetensorsMetadata] = metadata;
  std::size_t position = 0;
  for (const auto& [name, tensor] : tensors) {
    const std::size_t end = position + tensor.nbytes();
    header[name] = {{"dtype", dtype_name(name, tensor.scalar_type())},
                    {"shape", tensor.sizes().vec()},
                    {"data_offsets", {position, end}}};
    position = end;
  }
  std::string text = header.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  constexpr std::size_t kAlignment = 8;
  text.resize((text.size() + kAlignment - 1) / kAlignment * kAlignment, ' ');

  const std::uint64_t length = text.size();
  std::string file;
  file.reserve(sizeof(length) + text.size() + position);
  file.append(reinterpret_cast<const char*>(&length), sizeof(length));
  file.append(text);
  for (const auto& [name, tensor] : tensors) file.append(bytes_of(tensor));
  return file;
}

void save_safetensors(const std::filesystem::path& path, const StateDict& state,
                      const std::map<std::string, std::string>& metadata) {
  write_file(path, write_safetensors(state, metadata));
}

SafetensorsFile read_safetensors_file(const std::filesystem::path& path) {
  return parse_file(read_file(path), path.string());
}

StateDict read_safetensors(const std::filesystem::path& path) {
  return read_safetensors_file(path).tensors;
}

StateDict parse_safetensors(std::string_view bytes, const std::string& file) {
  return parse_file(bytes, file).tensors;
}

}  // namespace petseg
