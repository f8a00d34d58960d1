#include "nn/zip_records.h"

#include <algorithm>
#include <cstdint>

#include "core/json.h"
#include "nn/byte_reader.h"

namespace petseg {
namespace {

constexpr std::string_view kLocalHeader("PK\3\4", 4);
constexpr std::string_view kDirectoryHeader("PK\1\2", 4);
constexpr std::string_view kEndOfDirectory("PK\5\6", 4);
constexpr std::size_t kEndBytes = 22;  // of the end record, without its comment

struct Directory {
  std::uint16_t entries = 0;
  std::uint32_t offset = 0;
};

struct Entry {
  std::string name;
  std::uint32_t size = 0;
  std::uint32_t header_offset = 0;
};

/// The end record stands last, followed by a comment of up to 65535 bytes only.
Directory read_end(std::string_view archive, const std::string& file) {
  const std::size_t window = std::min(archive.size(), kEndBytes + 65535);
  const auto at = archive.rfind(kEndOfDirectory);
  if (at == std::string_view::npos || archive.size() - at > window) {
    throw DataError(file + ": a zip archive without its directory: cut short? Download it again");
  }
  ByteReader in(archive, file);
  in.seek(at + kEndOfDirectory.size(), "zip end record");
  const auto disk = in.number<std::uint16_t>("zip end record");
  const auto directory_disk = in.number<std::uint16_t>("zip end record");
  const auto entries_here = in.number<std::uint16_t>("zip end record");
  Directory directory;
  directory.entries = in.number<std::uint16_t>("zip end record");
  in.take(4, "zip end record");  // size of the directory: its entries say that
  directory.offset = in.number<std::uint32_t>("zip end record");
  const auto comment = in.number<std::uint16_t>("zip end record");
  if (disk != 0 || directory_disk != 0 || entries_here != directory.entries) {
    in.fail("a zip archive of several volumes, expected one file");
  }
  if (directory.entries == 0xFFFF || directory.offset == 0xFFFFFFFF) {
    in.fail("a zip archive beyond 4 GB or 65534 members, larger than petseg reads");
  }
  if (in.position() + comment != archive.size()) in.fail("zip end record: not at the file's end");
  return directory;
}

Entry read_entry(ByteReader& in) {
  if (in.take(4, "zip directory") != kDirectoryHeader) in.fail("zip directory: no entry here");
  in.take(4, "zip directory");  // versions
  const auto flags = in.number<std::uint16_t>("zip directory");
  const auto method = in.number<std::uint16_t>("zip directory");
  in.take(8, "zip directory");  // time, date, checksum
  const auto stored_size = in.number<std::uint32_t>("zip directory");
  Entry entry;
  entry.size = in.number<std::uint32_t>("zip directory");
  const auto name_size = in.number<std::uint16_t>("zip directory");
  const auto extra_size = in.number<std::uint16_t>("zip directory");
  const auto comment_size = in.number<std::uint16_t>("zip directory");
  in.take(8, "zip directory");  // volume, attributes
  entry.header_offset = in.number<std::uint32_t>("zip directory");
  entry.name = in.take(name_size, "zip directory");
  in.take(extra_size + comment_size, "zip directory");
  constexpr unsigned kEncrypted = 1;
  if ((flags & kEncrypted) != 0 || method != 0 || stored_size != entry.size) {
    in.fail(json_excerpt(entry.name) +
            " is compressed or encrypted, expected a member stored as it is, as torch.save does");
  }
  return entry;
}

std::string_view member(std::string_view archive, const Entry& entry, const std::string& file) {
  ByteReader in(archive, file);
  in.seek(entry.header_offset, "zip member");
  if (in.take(4, "zip member") != kLocalHeader) {
    in.fail("zip member " + json_excerpt(entry.name) + " is not where the directory says");
  }
  in.take(22, "zip member");  // what the directory said already
  const auto name_size = in.number<std::uint16_t>("zip member");
  const auto extra_size = in.number<std::uint16_t>("zip member");
  if (in.take(name_size, "zip member") != entry.name) {
    in.fail("zip member " + json_excerpt(entry.name) + " has another name than in the directory");
  }
  in.take(extra_size, "zip member");
  return in.take(entry.size, "zip member " + json_excerpt(entry.name));
}

}  // namespace

std::map<std::string, std::string_view> zip_records(std::string_view archive,
                                                    const std::string& file) {
  const Directory directory = read_end(archive, file);
  ByteReader in(archive, file);
  in.seek(directory.offset, "zip directory");
  std::map<std::string, std::string_view> records;
  for (int i = 0; i < directory.entries; ++i) {
    const Entry entry = read_entry(in);
    if (!records.emplace(entry.name, member(archive, entry, file)).second) {
      in.fail("zip member " + json_excerpt(entry.name) + " stands twice");
    }
  }
  return records;
}

}  // namespace petseg
