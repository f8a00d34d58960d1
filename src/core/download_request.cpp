#include "core/download_request.h"

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/http.h"
#include "petseg/core/log.h"

#include "core/content_range.h"

namespace petseg {
namespace {

bool is_transient(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_PARTIAL_FILE:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM: return true;
    default: return false;
  }
}

bool is_transient(long status) { return status == 408 || status == 429 || status >= 500; }

/// What tells versions of the server's file apart; a weak ETag does not (RFC 9110 section 13.1.5).
std::string version_of(const CurlHandle& answer) {
  const std::string etag = answer.header("ETag");
  return !etag.empty() && !etag.starts_with("W/") ? etag : answer.header("Last-Modified");
}

}  // namespace

DownloadRequest::DownloadRequest(const std::string& url, const DownloadOptions& options,
                                 PartialFile& file)
    : shown_url_(without_credentials(url)),
      options_(options),
      file_(file),
      headers_(nullptr, curl_slist_free_all),
      curl_(url) {
  curl_.set(CURLOPT_FAILONERROR, 1L);
  curl_.set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(options.max_silence.count()));
  curl_.set(CURLOPT_WRITEFUNCTION, &DownloadRequest::receive);
  curl_.set(CURLOPT_WRITEDATA, this);
  ask_for_rest();
}

void DownloadRequest::perform() {
  const CURLcode code = curl_.perform();
  if (failure_) std::rethrow_exception(failure_);
  judge(code);
}

std::string DownloadRequest::content_type() const {
  const std::string type = curl_.header("Content-Type");
  return type.empty() ? "" : " of " + type;
}

/// Where nothing could tell whether the parts belong together, the whole file is asked for.
void DownloadRequest::ask_for_rest() {
  if (file_.size() == 0 || (file_.version().empty() && !options_.digest)) return;
  curl_.set(CURLOPT_RANGE, fmt::format("{}-", file_.size()).c_str());
  if (file_.version().empty()) return;
  headers_.reset(curl_slist_append(nullptr, ("If-Range: " + file_.version()).c_str()));
  curl_.set(CURLOPT_HTTPHEADER, headers_.get());
}

/// libcurl's callback: no exception may cross it.
std::size_t DownloadRequest::receive(char* data, std::size_t, std::size_t size, void* self) {
  auto& request = *static_cast<DownloadRequest*>(self);
  try {
    if (!request.body_began_) request.begin_body();
    request.check_limit(request.file_.size() + size);
    request.file_.append({data, size});
    request.progress_->show(request.file_.size());
    return size;
  } catch (...) {
    request.failure_ = std::current_exception();
    return 0;
  }
}

void DownloadRequest::begin_body() {
  body_began_ = true;
  const long status = curl_.status();
  if (status == 206) {
    continue_part();
  } else if (status == 200) {
    check_total(curl_.content_length());
    file_.restart(version_of(curl_));
  } else {
    throw IoError(fmt::format("{}: the server answered {}, expected 200", shown_url_, status));
  }
  if (total_ && *total_ > file_.size()) {
    check_free_space(file_.path().parent_path(), *total_ - file_.size());
  }
  log_begin();
  progress_.emplace(file_.label(), total_, file_.size());
}

void DownloadRequest::continue_part() {
  const auto range = parse_content_range(curl_.header("Content-Range"));
  const std::string version = version_of(curl_);
  const bool same_version =
      version.empty() || file_.version().empty() || version == file_.version();
  if (!range || range->first != file_.size() || !same_version) {
    file_.restart("");
    throw TransientFault("the server sent another part than was asked for");
  }
  check_total(range->total);
  is_continuation_ = true;
}

void DownloadRequest::check_total(std::optional<std::uint64_t> total) {
  if (total && options_.size && total != options_.size) {
    throw IoError(fmt::format("{}: {} bytes{}, expected {}", shown_url_, *total, content_type(),
                              *options_.size));
  }
  total_ = total ? total : options_.size;
  check_limit(total_.value_or(0));
}

void DownloadRequest::check_limit(std::uint64_t bytes) const {
  if (bytes <= options_.max_bytes) return;
  throw IoError(
      fmt::format("{}: more than the {} bytes that are accepted", shown_url_, options_.max_bytes));
}

void DownloadRequest::log_begin() const {
  const std::string total = total_ ? bytes_text(*total_) : "an unknown size";
  if (is_continuation_) {
    log().info("[download] {}: going on at {} of {}", file_.label(), bytes_text(file_.size()),
               total);
  } else {
    log().info("[download] {}: {} from {}", file_.label(), total, shown_url_);
  }
}

void DownloadRequest::judge(CURLcode code) {
  const long status = curl_.status();
  if (status == 416) return judge_range_refusal();
  if (code == CURLE_HTTP_RETURNED_ERROR) fail_status(status);
  if (code != CURLE_OK) {
    const std::string reason =
        code == CURLE_PARTIAL_FILE ? "the connection was cut" : curl_easy_strerror(code);
    if (is_transient(code)) throw TransientFault(reason);
    throw IoError(fmt::format("{}: {}", shown_url_, reason));
  }
  if (!body_began_) begin_body();  // an empty one
  if (total_ && file_.size() != *total_) {
    const std::string found = fmt::format("{} of {} bytes have come", file_.size(), *total_);
    if (file_.size() > *total_) file_.restart("");
    throw TransientFault(found);
  }
}

/// The server has nothing from there on: either all has come, or its file has become shorter.
void DownloadRequest::judge_range_refusal() {
  const auto range = parse_content_range(curl_.header("Content-Range"));
  is_continuation_ = range && range->total == file_.size();
  if (is_continuation_) return;
  file_.restart("");
  throw TransientFault("the server's file is shorter than the part that has come");
}

void DownloadRequest::fail_status(long status) const {
  const std::chrono::seconds delay{curl_.retry_after()};
  std::string reason = fmt::format("the server answered {}", status);
  if (delay.count() > 0) reason += fmt::format(" and asks to wait for {} s", delay.count());
  if (is_transient(status)) throw TransientFault(reason, delay);
  throw IoError(fmt::format("{}: {}, expected 200", shown_url_, reason));
}

}  // namespace petseg
