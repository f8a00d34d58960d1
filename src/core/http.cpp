#include "petseg/core/http.h"

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"

#include "core/curl_handle.h"

namespace petseg {
bool is_http_url(std::string_view text) {
  return text.starts_with("http://") || text.starts_with("https://");
}

std::string without_credentials(const std::string& url) {
  const auto host = url.find("://");
  if (host == std::string::npos) return url;
  const auto end = url.find_first_of("/?#", host + 3);
  const auto at = url.rfind('@', end);
  if (at == std::string::npos || at < host) return url;
  return url.substr(0, host + 3) + url.substr(at + 1);
}

std::string http_get(const std::string& url, std::size_t max_bytes) {
  BoundedBody body{.max_bytes = max_bytes};
  CurlHandle curl(url);
  curl.set(CURLOPT_ACCEPT_ENCODING, "");
  curl.receive_into(body);

  const CURLcode result = curl.perform();
  const std::string shown = without_credentials(url);
  if (body.is_too_long) {
    throw IoError(fmt::format("{}: the answer is longer than the {} bytes that are accepted", shown,
                              max_bytes));
  }
  if (result != CURLE_OK) throw IoError(fmt::format("{}: {}", shown, curl_easy_strerror(result)));
  const long status = curl.status();
  if (status < 200 || status > 299) {
    throw IoError(fmt::format("{}: the server answered {}, expected 200", shown, status));
  }
  return body.bytes;
}

std::string read_photo_bytes(const std::string& place) {
  constexpr std::size_t kMaxBytes = std::size_t{256} << 20;
  return is_http_url(place) ? http_get(place, kMaxBytes) : read_file(place, kMaxBytes);
}

}  // namespace petseg
