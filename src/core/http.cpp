#include "petseg/core/http.h"

#include <memory>

#include <curl/curl.h>
#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/core/stop_signal.h"
#include "petseg/core/version.h"

namespace petseg {
namespace {

struct Body {
  std::string bytes;
  std::size_t max_bytes;
  bool too_long = false;
};

std::size_t receive(char* data, std::size_t, std::size_t size, void* target) {
  auto& body = *static_cast<Body*>(target);
  body.too_long = body.bytes.size() + size > body.max_bytes;
  if (body.too_long) return 0;
  body.bytes.append(data, size);
  return size;
}

int stop_when_asked(void*, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return stop_signal() != 0 ? 1 : 0;
}

}  // namespace

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
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle(curl_easy_init(),
                                                                   curl_easy_cleanup);
  if (ready != CURLE_OK || !handle) throw IoError("libcurl cannot be started");

  Body body{{}, max_bytes};
  CURL* const curl = handle.get();
  const std::string agent = fmt::format("petseg/{}", version());
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_USERAGENT, agent.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(curl, CURLOPT_MAXREDIRS, 5L);
  curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "");
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, 10'000L);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 100L);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, 20L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, stop_when_asked);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &body);

  const CURLcode result = curl_easy_perform(curl);
  throw_if_stopped();
  const std::string shown = without_credentials(url);
  if (body.too_long) {
    throw IoError(fmt::format("{}: the answer is longer than the {} bytes that are accepted", shown,
                              max_bytes));
  }
  if (result != CURLE_OK) throw IoError(fmt::format("{}: {}", shown, curl_easy_strerror(result)));
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  if (status < 200 || status > 299) {
    throw IoError(fmt::format("{}: the server answered {}, expected 200", shown, status));
  }
  return body.bytes;
}

}  // namespace petseg
