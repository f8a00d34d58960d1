#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

#include "core/descriptor.h"

namespace petseg {

/// A file that is written in pieces: it appears when it is complete, and replaces an earlier one of
/// its name only then. Throws IoError.
class AtomicFile {
 public:
  /// Missing parent folders are made.
  explicit AtomicFile(std::filesystem::path target);
  /// Removes what was not finished.
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::string_view bytes);
  void finish();

 private:
  std::filesystem::path target_, temporary_;
  std::optional<Descriptor> file_;
};

}  // namespace petseg
