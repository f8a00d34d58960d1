#include "petseg/nn/pth.h"

#include <algorithm>
#include <cstdint>
#include <map>

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"

#include "core/json.h"
#include "nn/byte_reader.h"
#include "nn/pickle.h"
#include "nn/raw_tensor.h"
#include "nn/tensor_maker.h"
#include "nn/zip_records.h"

namespace petseg {
namespace {

constexpr std::string_view kZipMagic("PK\3\4", 4);
/// A whole pickle: protocol 2, the number 0x1950a86a20f9469cfc6c, stop.
constexpr std::string_view kLegacyMagic("\x80\2\x8a\nl\xfc\x9c\x46\xf9\x20\x6a\xa8P\x19.", 15);
constexpr std::int64_t kLegacyProtocol = 1001;

/// The dictionary of tensors: the pickle's root, or what stands there under "state_dict".
const PickleDict& find_state_dict(const Pickle& pickle, const std::string& file) {
  const auto* root = pickle.root->as<PickleDict>();
  if (root == nullptr) {
    throw DataError(file + ": holds no dictionary, expected what model.state_dict() returns");
  }
  const PickleValue* nested = root->find("state_dict");
  if (nested == nullptr || nested->as<PickleTensor>() != nullptr) return *root;
  if (const auto* dict = nested->as<PickleDict>()) return *dict;
  throw DataError(file + ": its \"state_dict\" is no dictionary, expected one of tensors");
}

StateDict make_state_dict(const Pickle& pickle, const std::string& file, TensorMaker maker) {
  StateDict state;
  for (const auto& [key, value] : find_state_dict(pickle, file).entries) {
    const auto* name = key->as<std::string_view>();
    if (name == nullptr) throw DataError(file + ": a key is no string, expected names of tensors");
    const auto* tensor = value->as<PickleTensor>();
    if (tensor == nullptr) {
      throw DataError(
          fmt::format("{}: {} is no tensor; expected a dictionary of tensors, alone or "
                      "under the key \"state_dict\"",
                      file, json_excerpt(std::string(*name))));
    }
    if (!state.emplace(*name, maker.make(*tensor, *name)).second) {
      throw DataError(fmt::format("{}: {} stands twice", file, json_excerpt(std::string(*name))));
    }
  }
  return state;
}

/// Pickles one after another: magic number, protocol, system, tensors, keys of the storages; then
/// each storage as a number of elements and its bytes, in the order of the keys.
StateDict parse_legacy(std::string_view bytes, const std::string& file) {
  ByteReader in(bytes, file);
  in.take(kLegacyMagic.size(), "magic number");
  const Pickle protocol = read_pickle(in);
  const auto* version = protocol.root->as<std::int64_t>();
  if (version == nullptr || *version != kLegacyProtocol) {
    in.fail(fmt::format("not the protocol {} of torch.save", kLegacyProtocol));
  }
  const Pickle system = read_pickle(in);
  const auto* properties = system.root->as<PickleDict>();
  const PickleValue* endian = properties == nullptr ? nullptr : properties->find("little_endian");
  const auto* little = endian == nullptr ? nullptr : endian->as<bool>();
  if (little == nullptr || !*little) in.fail("not written on a little-endian machine");
  const Pickle tensors = read_pickle(in);
  const Pickle order = read_pickle(in);
  const auto* keys = order.root->as<PickleList>();
  if (keys == nullptr) in.fail("the list of storages is missing");

  std::map<std::string_view, std::uint64_t> itemsizes;  // by key; the tensors say the types
  for (const PickleValue& value : tensors.values) {
    const auto* storage = value.as<PickleStorage>();
    if (storage != nullptr) itemsizes[storage->key] = c10::elementSize(storage->dtype);
  }
  std::map<std::string_view, std::string_view> storages;
  for (const PickleValue* item : keys->items) {
    const auto* key = item->as<std::string_view>();
    const auto itemsize = key == nullptr ? itemsizes.end() : itemsizes.find(*key);
    if (itemsize == itemsizes.end()) in.fail("a storage that no tensor uses");
    const auto numel = checked_numel({in.number<std::int64_t>("size of a storage")});
    if (!numel) in.fail("a storage of an impossible size");
    storages[*key] = in.take(static_cast<std::uint64_t>(*numel) * itemsize->second, "storage");
  }
  const auto find_storage = [&](const PickleStorage& storage) {
    const auto found = storages.find(storage.key);
    if (found == storages.end()) in.fail("a tensor without its storage");
    return found->second;
  };
  return make_state_dict(tensors, file, TensorMaker(file, bytes.size(), find_storage));
}

/// Members of one folder: data.pkl, data/<key> for each storage, byteorder.
StateDict parse_zip(std::string_view bytes, const std::string& file) {
  const auto records = zip_records(bytes, file);
  const auto ends_in_pickle = [](const auto& record) {
    return record.first.ends_with("/data.pkl");
  };
  const auto pickle = std::ranges::find_if(records, ends_in_pickle);
  if (pickle == records.end()) {
    throw DataError(file + ": a zip archive without data.pkl, expected one that torch.save wrote");
  }
  const std::string folder = pickle->first.substr(0, pickle->first.rfind('/') + 1);
  const auto order = records.find(folder + "byteorder");
  if (order != records.end() && order->second != "little") {
    throw DataError(file + ": not written on a little-endian machine");
  }
  ByteReader in(pickle->second, file + " (data.pkl)");
  const Pickle tensors = read_pickle(in);
  const auto find_storage = [&](const PickleStorage& storage) {
    const auto found = records.find(fmt::format("{}data/{}", folder, storage.key));
    if (found == records.end()) in.fail("a tensor without its storage");
    return found->second;
  };
  return make_state_dict(tensors, file, TensorMaker(file, bytes.size(), find_storage));
}

}  // namespace

StateDict read_pth(const std::filesystem::path& path) {
  return parse_pth(read_file(path), path.string());
}

StateDict parse_pth(std::string_view bytes, const std::string& file) {
  if (bytes.starts_with(kZipMagic)) return parse_zip(bytes, file);
  if (bytes.starts_with(kLegacyMagic)) return parse_legacy(bytes, file);
  constexpr std::size_t kTarMagicOffset = 257;
  if (bytes.size() > kTarMagicOffset && bytes.substr(kTarMagicOffset).starts_with("ustar")) {
    throw DataError(file +
                    ": a tar archive of PyTorch before 0.1.10; load and save it again with "
                    "a newer PyTorch");
  }
  throw DataError(file +
                  ": no PyTorch weights file, expected a zip archive or a stream of pickles "
                  "that torch.save wrote");
}

}  // namespace petseg
