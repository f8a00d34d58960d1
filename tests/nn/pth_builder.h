#pragma once

// Files as torch.save writes them, made by hand: so that a test can lie in any field.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace petseg::pth {

template <class T>
std::string little_endian(T value) {
  return {reinterpret_cast<const char*>(&value), sizeof(value)};
}

// --- pickles ---

inline std::string text(std::string_view words) {
  return "X" + little_endian(static_cast<std::uint32_t>(words.size())) + std::string(words);
}

inline std::string integer(std::int64_t value) { return "\x8a\x08" + little_endian(value); }

/// `name`: "torch FloatStorage".
inline std::string global(std::string_view name) {
  const auto space = name.find(' ');
  return "c" + std::string(name.substr(0, space)) + "\n" + std::string(name.substr(space + 1)) +
         "\n";
}

inline std::string tuple(const std::vector<std::string>& items) {
  std::string pickle = "(";
  for (const std::string& item : items) pickle += item;
  return pickle + "t";
}

inline std::string integers(const std::vector<std::int64_t>& values) {
  std::vector<std::string> items;
  for (const std::int64_t value : values) items.push_back(integer(value));
  return tuple(items);
}

inline std::string call(std::string_view function, const std::vector<std::string>& arguments) {
  return global(function) + tuple(arguments) + "R";
}

struct Claim {
  std::int64_t storage_numel;
  std::int64_t offset;
  std::vector<std::int64_t> sizes, strides;
};

/// A float tensor on the storage "0".
inline std::string tensor(const Claim& claim) {
  const std::string storage = tuple({text("storage"), global("torch FloatStorage"), text("0"),
                                     text("cpu"), integer(claim.storage_numel)}) +
                              "Q";
  return call("torch._utils _rebuild_tensor_v2",
              {storage, integer(claim.offset), integers(claim.sizes), integers(claim.strides),
               "\x89", "N"});
}

using Entries = std::vector<std::pair<std::string, std::string>>;  // name → pickled value

inline std::string dictionary(const Entries& entries) {
  std::string pickle = "}(";
  for (const auto& [name, value] : entries) pickle += text(name) + value;
  return pickle + "u";
}

inline std::string pickle(const std::string& value) { return "\x80\x02" + value + "."; }

// --- containers ---

struct Member {
  std::string name, bytes;
  std::uint16_t method = 0;  // 0: stored
};

inline std::string zip(const std::vector<Member>& members) {
  std::string file, directory;
  for (const Member& member : members) {
    const auto size = static_cast<std::uint32_t>(member.bytes.size());
    const std::string common = little_endian<std::uint16_t>(0) + little_endian(member.method) +
                               std::string(8, '\0') + little_endian(size) + little_endian(size) +
                               little_endian(static_cast<std::uint16_t>(member.name.size())) +
                               little_endian<std::uint16_t>(0);
    directory += "PK\1\2" + std::string(4, '\0') + common + std::string(10, '\0') +
                 little_endian(static_cast<std::uint32_t>(file.size())) + member.name;
    file += "PK\3\4" + std::string(2, '\0') + common + member.name + member.bytes;
  }
  const auto count = little_endian(static_cast<std::uint16_t>(members.size()));
  return file + directory + "PK\5\6" + std::string(4, '\0') + count + count +
         little_endian(static_cast<std::uint32_t>(directory.size())) +
         little_endian(static_cast<std::uint32_t>(file.size())) + std::string(2, '\0');
}

/// A zip container with one storage, "0".
inline std::string zip_file(const std::string& value, const std::string& storage_bytes) {
  return zip({{"archive/data.pkl", pickle(value)}, {"archive/data/0", storage_bytes}});
}

/// A legacy container with one storage, "0".
inline std::string legacy_file(const std::string& value, const std::string& storage_bytes) {
  const std::string magic("\x80\x02\x8a\nl\xfc\x9c\x46\xf9 j\xa8P\x19.", 15);
  return magic + pickle(integer(1001)) + pickle(dictionary({{"little_endian", "\x88"}})) +
         pickle(value) + pickle("](" + text("0") + "e") +
         little_endian(static_cast<std::int64_t>(storage_bytes.size() / sizeof(float))) +
         storage_bytes;
}

}  // namespace petseg::pth
