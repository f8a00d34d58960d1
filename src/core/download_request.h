#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "petseg/core/byte_progress.h"
#include "petseg/core/download.h"

#include "core/curl_handle.h"
#include "core/partial_file.h"

namespace petseg {

/// A fault that may be gone the next time.
struct TransientFault : std::runtime_error {
  explicit TransientFault(const std::string& what, std::chrono::seconds delay = {})
      : std::runtime_error(what), requested_delay(delay) {}
  std::chrono::seconds requested_delay;
};

/// One request for a file, or for the rest of it (RFC 9110 section 14).
class DownloadRequest {
 public:
  /// `options` and `file` are used until perform() returns.
  DownloadRequest(const std::string& url, const DownloadOptions& options, PartialFile& file);

  /// Returns when the file is complete. Throws TransientFault when another request may help, else
  /// IoError; Stopped on a stop signal.
  void perform();

  /// Whether the answer was put behind a part from an earlier request.
  bool is_continuation() const { return is_continuation_; }
  /// " of text/html", as the server says; empty where it does not.
  std::string content_type() const;

 private:
  static std::size_t receive(char* data, std::size_t, std::size_t size, void* self);
  void ask_for_rest();
  void begin_body();
  void continue_part();
  void check_total(std::optional<std::uint64_t> total);
  void check_limit(std::uint64_t bytes) const;
  void log_begin() const;
  void judge(CURLcode code);
  void judge_range_refusal();
  [[noreturn]] void fail_status(long status) const;

  std::string shown_url_;
  const DownloadOptions& options_;
  PartialFile& file_;
  std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers_;
  CurlHandle curl_;
  bool body_began_ = false;
  bool is_continuation_ = false;
  std::exception_ptr failure_;
  std::optional<std::uint64_t> total_;  ///< of the whole file
  std::optional<ByteProgress> progress_;
};

}  // namespace petseg
