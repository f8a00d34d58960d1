#include "core/http_client.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <random>
#include <thread>

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/core/http.h"
#include "petseg/core/stop_signal.h"

namespace petseg {
namespace {

using std::chrono::milliseconds;

constexpr double kLongestPause = 120;  // seconds

bool sleep_until_stopped(milliseconds duration) {
  constexpr milliseconds kSlice{100};
  for (milliseconds slept{0}; slept < duration && stop_signal() == 0; slept += kSlice) {
    std::this_thread::sleep_for(std::min(kSlice, duration - slept));
  }
  return stop_signal() == 0;
}

int cancel(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const auto& client = *static_cast<HttpClient*>(self);
  return client.is_cancelled() ? 1 : 0;
}

std::string type_of(std::string header) { return header.substr(0, header.find(';')); }

double jitter() {
  static thread_local std::minstd_rand random(std::random_device{}());
  return std::uniform_real_distribution<double>(0, 1)(random);
}

milliseconds pause_after(int attempt, const HttpAnswer& answer, const HttpSettings& settings) {
  double seconds = 0;
  if (attempt > 0) seconds = settings.backoff_factor * static_cast<double>(1 << (attempt - 1));
  seconds = std::min(seconds, kLongestPause) + (attempt > 0 ? jitter() : 0);
  if (settings.respect_retry_after) {
    seconds = std::max(seconds, static_cast<double>(answer.retry_after.count()));
  }
  return milliseconds(std::llround(seconds * 1000));
}

/// Closes the file that a request sends.
using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

File open_upload(const std::filesystem::path& path) {
  File file(std::fopen(path.c_str(), "rb"), std::fclose);
  if (!file) throw IoError(fmt::format("{}: cannot be read", path.string()));
  return file;
}

}  // namespace

bool HttpAnswer::is_temporary() const {
  switch (status) {
    case 0:
    case 408:
    case 429:
    case 500:
    case 502:
    case 503:
    case 504: return true;
    default: return false;
  }
}

HttpClient::HttpClient(HttpSettings settings)
    : pause(sleep_until_stopped),
      is_cancelled([] { return stop_signal() != 0; }),
      settings_(std::move(settings)),
      curl_("") {}

HttpAnswer HttpClient::send(const HttpRequest& request) {
  for (int attempt = 0;; ++attempt) {
    HttpAnswer answer = send_once(request);
    if (!answer.is_temporary() || attempt >= settings_.max_retries) return answer;
    if (is_cancelled() || !pause(pause_after(attempt, answer, settings_))) return answer;
  }
}

void HttpClient::prepare(const HttpRequest& request) {
  curl_.restart(request.url);
  curl_.set(CURLOPT_XFERINFOFUNCTION, cancel);
  curl_.set(CURLOPT_XFERINFODATA, this);
  curl_.set(CURLOPT_ACCEPT_ENCODING, "");
  curl_.set(CURLOPT_FOLLOWLOCATION, settings_.follow_redirects ? 1L : 0L);
  curl_.set(CURLOPT_POSTREDIR, static_cast<long>(CURL_REDIR_POST_ALL));
  curl_.set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
  if (!settings_.user.empty()) {
    curl_.set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    curl_.set(CURLOPT_USERNAME, settings_.user.c_str());
    curl_.set(CURLOPT_PASSWORD, settings_.password.c_str());
  } else if (!settings_.token.empty()) {
    curl_.set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BEARER));
    curl_.set(CURLOPT_XOAUTH2_BEARER, settings_.token.c_str());
  }
  if (!settings_.ca_bundle.empty()) curl_.set(CURLOPT_CAINFO, settings_.ca_bundle.c_str());
  if (!settings_.client_cert.empty()) curl_.set(CURLOPT_SSLCERT, settings_.client_cert.c_str());
  if (settings_.insecure_tls) {
    curl_.set(CURLOPT_SSL_VERIFYPEER, 0L);
    curl_.set(CURLOPT_SSL_VERIFYHOST, 0L);
  }
}

HttpAnswer HttpClient::send_once(const HttpRequest& request) {
  prepare(request);
  BoundedBody body{.max_bytes = request.max_answer};
  curl_.receive_into(body);

  std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(nullptr, curl_slist_free_all);
  const auto add = [&](const std::string& header) {
    headers.reset(curl_slist_append(headers.release(), header.c_str()));
  };
  for (const std::string& header : request.headers) add(header);
  add("Expect:");  // waiting a second for "100 Continue" costs more than sending the body in vain

  File upload(nullptr, std::fclose);
  if (!request.upload.empty()) {
    upload = open_upload(request.upload);
    curl_.set(CURLOPT_UPLOAD, 1L);
    curl_.set(CURLOPT_READDATA, upload.get());
    curl_.set(CURLOPT_INFILESIZE_LARGE,
              static_cast<curl_off_t>(std::filesystem::file_size(request.upload)));
  } else {
    curl_.set(CURLOPT_TIMEOUT, static_cast<long>(settings_.timeout.count()));
    if (request.method != "GET") {
      curl_.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
      curl_.set(CURLOPT_POSTFIELDS, request.body.data());
      curl_.set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
    }
  }
  curl_.set(CURLOPT_HTTPHEADER, headers.get());

  const CURLcode code = curl_.perform_quietly();
  if (body.is_too_long) {
    throw IoError(fmt::format("{}: the answer is longer than the {} bytes that are accepted",
                              without_credentials(request.url), request.max_answer));
  }
  if (code != CURLE_OK) return {.failure = curl_easy_strerror(code)};
  return {.status = curl_.status(),
          .body = std::move(body.bytes),
          .content_type = type_of(curl_.header("Content-Type")),
          .etag = curl_.header("ETag"),
          .retry_after = std::chrono::seconds(curl_.retry_after())};
}

}  // namespace petseg
