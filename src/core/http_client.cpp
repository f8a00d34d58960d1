#include "core/http_client.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <memory>
#include <random>
#include <thread>

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/core/http.h"
#include "petseg/core/log.h"
#include "petseg/core/stop_signal.h"

#include "core/atomic_file.h"
#include "core/file_body.h"

namespace petseg {
namespace {

using std::chrono::milliseconds;

// In seconds.
constexpr double kLongestPause = 120, kLongestRetryAfter = 600;

bool sleep_until_stopped(milliseconds duration) {
  constexpr milliseconds kSlice{100}, kWorthTelling{1000};
  if (duration > kWorthTelling) {
    log().info("[http] no answer, or a server that is busy; trying again in {} s",
               duration.count() / 1000);
  }
  for (milliseconds slept{0}; slept < duration && stop_signal() == 0; slept += kSlice) {
    std::this_thread::sleep_for(std::min(kSlice, duration - slept));
  }
  return stop_signal() == 0;
}

/// What libcurl's callbacks need of a request that is under way.
struct Transfer {
  const HttpClient& client;
  const HttpRequest& request;
  CurlHandle& curl;
  BoundedBody body;
  std::optional<AtomicFile> file = {};
  std::exception_ptr failure = {};
};

int watch(void* self, curl_off_t, curl_off_t received, curl_off_t, curl_off_t sent) {
  const auto& transfer = *static_cast<Transfer*>(self);
  const auto& progress = transfer.request.progress;
  if (progress) {
    progress(static_cast<std::uint64_t>(transfer.request.upload.empty() ? received : sent));
  }
  return transfer.client.is_cancelled() ? 1 : 0;
}

bool is_success(long status) { return status >= 200 && status <= 299; }

/// No exception may cross libcurl.
std::size_t receive_file(char* data, std::size_t, std::size_t size, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  try {
    if (!is_success(transfer.curl.status())) return transfer.body.append({data, size});
    if (!transfer.file) transfer.file.emplace(transfer.request.download);
    transfer.file->write({data, size});
    return size;
  } catch (...) {
    transfer.failure = std::current_exception();
    return 0;
  }
}

std::string type_of(std::string header) { return header.substr(0, header.find(';')); }

double random_share() {
  static thread_local std::minstd_rand random(std::random_device{}());
  return std::uniform_real_distribution<double>(0, 1)(random);
}

milliseconds pause_after(int attempt, const HttpAnswer& answer, const HttpSettings& settings) {
  double seconds = 0;
  if (attempt > 0) {
    seconds = std::min(settings.backoff_factor * std::exp2(attempt - 1), kLongestPause);
    seconds += settings.backoff_jitter * random_share();
  }
  if (settings.respect_retry_after) {
    const auto asked = static_cast<double>(answer.retry_after.count());
    seconds = std::max(seconds, std::min(asked, kLongestRetryAfter));
  }
  return milliseconds(std::llround(seconds * 1000));
}

}  // namespace

bool HttpAnswer::is_success() const { return petseg::is_success(status); }

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
  const int most = request.is_repeatable ? settings_.max_retries : 0;
  for (int attempt = 0;; ++attempt) {
    HttpAnswer answer = send_once(request);
    if (!answer.is_temporary() || attempt >= most) return answer;
    if (is_cancelled() || !pause(pause_after(attempt, answer, settings_))) return answer;
  }
}

void HttpClient::authorise() {
  if (!settings_.aws_region.empty()) {
    curl_.set(CURLOPT_AWS_SIGV4, ("aws:amz:" + settings_.aws_region + ":s3").c_str());
  } else if (!settings_.user.empty()) {
    curl_.set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
  } else if (!settings_.token.empty()) {
    curl_.set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BEARER));
    curl_.set(CURLOPT_XOAUTH2_BEARER, settings_.token.c_str());
  }
  if (settings_.user.empty()) return;
  curl_.set(CURLOPT_USERNAME, settings_.user.c_str());
  curl_.set(CURLOPT_PASSWORD, settings_.password.c_str());
}

void HttpClient::prepare(const HttpRequest& request) {
  curl_.restart(request.url);
  authorise();
  curl_.set(CURLOPT_FOLLOWLOCATION, settings_.follow_redirects ? 1L : 0L);
  curl_.set(CURLOPT_POSTREDIR, static_cast<long>(CURL_REDIR_POST_ALL));
  curl_.set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
  // On a connection that was used before, libcurl itself would send a request again.
  if (!request.is_repeatable) curl_.set(CURLOPT_FRESH_CONNECT, 1L);
  if (!settings_.ca_bundle.empty()) curl_.set(CURLOPT_CAINFO, settings_.ca_bundle.c_str());
  if (!settings_.client_cert.empty()) curl_.set(CURLOPT_SSLCERT, settings_.client_cert.c_str());
  if (settings_.insecure_tls) {
    curl_.set(CURLOPT_SSL_VERIFYPEER, 0L);
    curl_.set(CURLOPT_SSL_VERIFYHOST, 0L);
  }
  const auto timeout = static_cast<long>(settings_.timeout.count());
  const bool has_file = !request.upload.empty() || !request.download.empty();
  // A file takes what it takes, as long as something moves.
  curl_.set(has_file ? CURLOPT_LOW_SPEED_TIME : CURLOPT_TIMEOUT, timeout);
  // A file is kept as it is stored, compressed or not.
  if (request.download.empty()) curl_.set(CURLOPT_ACCEPT_ENCODING, "");
}

HttpAnswer HttpClient::send_once(const HttpRequest& request) {
  prepare(request);
  Transfer transfer{*this, request, curl_, {.max_bytes = request.max_answer}};
  curl_.set(CURLOPT_XFERINFOFUNCTION, watch);
  curl_.set(CURLOPT_XFERINFODATA, &transfer);
  curl_.receive_into(transfer.body);
  if (!request.download.empty()) {
    curl_.set(CURLOPT_BUFFERSIZE, 256L << 10);
    curl_.set(CURLOPT_WRITEFUNCTION, receive_file);
    curl_.set(CURLOPT_WRITEDATA, &transfer);
  }

  std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(nullptr, curl_slist_free_all);
  const auto add = [&](const std::string& header) {
    headers.reset(curl_slist_append(headers.release(), header.c_str()));
  };
  for (const std::string& header : request.headers) add(header);
  // Waiting a second for "100 Continue" costs more than sending the body in vain. libcurl would
  // sign the line, which is not sent.
  if (settings_.aws_region.empty()) add("Expect:");
  curl_.set(CURLOPT_EXPECT_100_TIMEOUT_MS, 100L);
  curl_.set(CURLOPT_HTTPHEADER, headers.get());

  std::optional<FileBody> upload;
  if (!request.upload.empty()) {
    upload.emplace(request.upload, request.upload_offset, request.upload_bytes);
    upload->send_with(curl_);
  } else if (request.method != "GET") {
    curl_.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    curl_.set(CURLOPT_POSTFIELDS, request.body.data());
  }

  const CURLcode code = curl_.perform_quietly();
  if (transfer.failure) std::rethrow_exception(transfer.failure);
  if (transfer.body.is_too_long) {
    throw IoError(fmt::format("{}: the answer is longer than the {} bytes that are accepted",
                              without_credentials(request.url), request.max_answer));
  }
  if (code != CURLE_OK) return {.failure = curl_easy_strerror(code)};
  if (!request.download.empty() && is_success(curl_.status())) {
    if (!transfer.file) transfer.file.emplace(request.download);  // an empty one
    transfer.file->finish();
  }
  return {.status = curl_.status(),
          .body = std::move(transfer.body.bytes),
          .content_type = type_of(curl_.header("Content-Type")),
          .headers = curl_.headers(),
          .retry_after = std::chrono::seconds(curl_.retry_after())};
}

}  // namespace petseg
