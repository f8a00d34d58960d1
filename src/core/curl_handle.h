#pragma once

// libcurl stays out of public headers: this one is for the library's own .cpp files.

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <curl/curl.h>

namespace petseg {

/// An answer's body, up to a limit.
struct BoundedBody {
  std::string bytes = {};
  std::size_t max_bytes;
  bool is_too_long = false;  ///< it was cut there

  /// Returns how many bytes it took: all or none, as libcurl wants it.
  std::size_t append(std::string_view more);
};

/// One request of libcurl, set up as all of petseg's are: http(s) only, redirects followed, given
/// up on when nothing comes for a while or a stop signal arrives.
class CurlHandle {
 public:
  explicit CurlHandle(const std::string& url);
  /// Ready for another request, over the same connection where that is possible.
  void restart(const std::string& url);

  template <class T>
  void set(CURLoption option, T value) {
    curl_easy_setopt(handle_.get(), option, value);
  }

  /// Where the body goes; it must outlive the request.
  void receive_into(BoundedBody& body);

  /// Throws Stopped when a signal has asked to stop.
  CURLcode perform();
  /// The same for work that goes on when a signal asks to stop.
  CURLcode perform_quietly();

  /// Of the last answer.
  long status() const;
  /// The value of a header of the last answer, after redirects; empty where it is absent.
  std::string header(const char* name) const;
  /// All of them, by their names in lower case; of those that come twice the last.
  std::map<std::string, std::string> headers() const;
  /// In bytes, as the server says.
  std::optional<std::uint64_t> content_length() const;
  /// How long the server asks to wait (Retry-After, in either form), in seconds; 0 if it does not.
  curl_off_t retry_after() const;

 private:
  void set_up(const std::string& url);

  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle_;
};

}  // namespace petseg
