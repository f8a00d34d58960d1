#pragma once

// libcurl stays out of public headers: this one is for the library's own .cpp files.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <curl/curl.h>

namespace petseg {

/// One request of libcurl, set up as all of petseg's are: http(s) only, redirects followed, given
/// up on when nothing comes for a while or a stop signal arrives.
class CurlHandle {
 public:
  explicit CurlHandle(const std::string& url);

  template <class T>
  void set(CURLoption option, T value) {
    curl_easy_setopt(handle_.get(), option, value);
  }

  /// Throws Stopped when a signal has asked to stop.
  CURLcode perform();

  /// Of the last answer.
  long status() const;
  /// The value of a header of the last answer, after redirects; empty where it is absent.
  std::string header(const char* name) const;
  /// In bytes, as the server says.
  std::optional<std::uint64_t> content_length() const;
  /// How long the server asks to wait (Retry-After, in either form), in seconds; 0 if it does not.
  curl_off_t retry_after() const;

 private:
  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle_;
};

}  // namespace petseg
