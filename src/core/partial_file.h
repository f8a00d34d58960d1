#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "petseg/core/digest.h"

#include "core/descriptor.h"

namespace petseg {

/// The part of a download that has come, `<target>.partial`, which outlives the process. Beside it,
/// `<target>.partial.version` holds what tells versions of the file on the server apart (its ETag
/// or Last-Modified). One process at a time: the file is locked. Throws IoError.
class PartialFile {
 public:
  /// Makes the file and its folder, or goes on with one that is there, which is read once.
  PartialFile(const std::filesystem::path& target, DigestKind kind);

  const std::filesystem::path& path() const { return path_; }
  /// The target's name, for messages.
  std::string label() const { return target_.filename().string(); }
  std::uint64_t size() const { return size_; }
  /// Empty where the server named none.
  const std::string& version() const { return version_; }

  void append(std::string_view bytes);
  /// Empties the file, for the version of the server's file that now begins.
  void restart(const std::string& version);
  /// Of all bytes; then only restart() may follow, or the end.
  Digest digest();
  /// Puts the file on disk, and there in the place of the target.
  void finish();
  void remove();

 private:
  void remove_version();

  std::filesystem::path target_;
  std::filesystem::path path_;
  std::filesystem::path version_path_;
  Descriptor file_;
  Digester digester_;
  DigestKind kind_;
  std::string version_;
  std::uint64_t size_ = 0;
};

}  // namespace petseg
