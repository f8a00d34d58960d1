#include "core/curl_handle.h"

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/core/stop_signal.h"
#include "petseg/core/version.h"

namespace petseg {
namespace {

int stop_when_asked(void*, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return stop_signal() != 0 ? 1 : 0;
}

std::size_t receive(char* data, std::size_t, std::size_t size, void* target) {
  return static_cast<BoundedBody*>(target)->append({data, size});
}

}  // namespace

std::size_t BoundedBody::append(std::string_view more) {
  is_too_long = bytes.size() + more.size() > max_bytes;
  if (is_too_long) return 0;
  bytes.append(more);
  return more.size();
}

CurlHandle::CurlHandle(const std::string& url) : handle_(nullptr, curl_easy_cleanup) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  handle_.reset(curl_easy_init());
  if (ready != CURLE_OK || !handle_) throw IoError("libcurl cannot be started");
  set_up(url);
}

void CurlHandle::restart(const std::string& url) {
  curl_easy_reset(handle_.get());
  set_up(url);
}

void CurlHandle::set_up(const std::string& url) {
  const std::string agent = fmt::format("petseg/{}", version());
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_USERAGENT, agent.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 1L);
  set(CURLOPT_MAXREDIRS, 5L);
  set(CURLOPT_CONNECTTIMEOUT_MS, 10'000L);
  set(CURLOPT_LOW_SPEED_LIMIT, 100L);
  set(CURLOPT_LOW_SPEED_TIME, 20L);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, stop_when_asked);
}

CURLcode CurlHandle::perform() {
  const CURLcode result = perform_quietly();
  throw_if_stopped();
  return result;
}

CURLcode CurlHandle::perform_quietly() { return curl_easy_perform(handle_.get()); }

void CurlHandle::receive_into(BoundedBody& body) {
  set(CURLOPT_WRITEFUNCTION, receive);
  set(CURLOPT_WRITEDATA, &body);
}

long CurlHandle::status() const {
  long status = 0;
  curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
  return status;
}

std::string CurlHandle::header(const char* name) const {
  constexpr int kLastAnswer = -1;
  curl_header* found = nullptr;
  const CURLHcode code =
      curl_easy_header(handle_.get(), name, 0, CURLH_HEADER, kLastAnswer, &found);
  return code == CURLHE_OK ? found->value : "";
}

std::map<std::string, std::string> CurlHandle::headers() const {
  constexpr int kLastAnswer = -1;
  std::map<std::string, std::string> all;
  for (curl_header* header = nullptr;
       (header = curl_easy_nextheader(handle_.get(), CURLH_HEADER, kLastAnswer, header));) {
    std::string name = header->name;
    for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    all[name] = header->value;
  }
  return all;
}

std::optional<std::uint64_t> CurlHandle::content_length() const {
  curl_off_t length = -1;
  curl_easy_getinfo(handle_.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
  if (length < 0) return std::nullopt;
  return static_cast<std::uint64_t>(length);
}

curl_off_t CurlHandle::retry_after() const {
  curl_off_t seconds = 0;
  curl_easy_getinfo(handle_.get(), CURLINFO_RETRY_AFTER, &seconds);
  return seconds;
}

}  // namespace petseg
