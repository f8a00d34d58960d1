#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "petseg/core/digest.h"

namespace petseg {

struct DownloadOptions {
  std::optional<Digest> digest;       ///< what the file must have
  std::optional<std::uint64_t> size;  ///< in bytes, what the file must have
  std::uint64_t max_bytes = std::uint64_t{16} << 30;
  int max_attempts = 6;                  ///< in a row that bring next to nothing
  std::chrono::seconds max_silence{20};  ///< without data, before a connection counts as cut
  /// Waits between attempts; as it stands, until that time or a stop signal has come.
  std::function<void(std::chrono::seconds)> wait;
};

/// Fetches an http(s) URL into a file that appears when it is complete and has the expected size
/// and digest, not before. Until then `<target>.partial` holds what has come, and a later call goes
/// on from there when the server still has the same version (RFC 9110: Range, If-Range) or when the
/// expected digest will tell. Cut connections, silence and the answers 408, 429 and 5xx are tried
/// again after 1, 2, 4 … 60 s, or as long as the server asks. Shows its progress.
///
/// Nothing is fetched when the target is there with the expected digest and size (with neither
/// given: when it is there). Throws IoError for a URL that cannot be fetched and for another size
/// or digest than expected (the partial file is removed then), and Stopped on a stop signal. User
/// name and password in the URL never reach a message.
void download_file(const std::string& url, const std::filesystem::path& target,
                   const DownloadOptions& options = {});

}  // namespace petseg
