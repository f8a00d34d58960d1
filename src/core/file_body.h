#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>

#include "core/curl_handle.h"

namespace petseg {

/// A part of a file that is the body of a request.
class FileBody {
 public:
  /// Without `bytes` to its end. Throws IoError when the file cannot be read.
  FileBody(const std::filesystem::path& path, std::uint64_t offset,
           std::optional<std::uint64_t> bytes);

  /// It has to outlive the request.
  void send_with(CurlHandle& curl);

 private:
  static std::size_t read(char* target, std::size_t, std::size_t count, void* self);
  static int seek(void* self, curl_off_t offset, int origin);

  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
  std::uint64_t offset_, bytes_;
  std::uint64_t left_;  ///< of them, still to be sent
};

}  // namespace petseg
