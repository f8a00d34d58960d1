#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/curl_handle.h"

namespace petseg {

/// How a service is talked to. Nothing of the secrets reaches a message.
struct HttpSettings {
  std::string user, password;  ///< Basic, where the user is not empty
  std::string token;           ///< else Bearer
  std::string aws_region;      ///< where not empty: user and password are keys of S3 (Signature V4)
  std::string ca_bundle;       ///< a PEM file; empty: the system's
  std::string client_cert;     ///< a PEM file with certificate and key
  bool insecure_tls = false;
  bool follow_redirects = true;
  bool respect_retry_after = true;
  std::chrono::seconds timeout{120};  ///< of a request; with a file, without any data
  int max_retries = 7;                ///< after the first attempt
  double backoff_factor = 2;          ///< waits 0, f, 2f, 4f … 120 seconds, or as the server asks
  double backoff_jitter = 1;          ///< and up to so many seconds more
};

struct HttpRequest {
  std::string method = "GET";
  std::string url;
  std::vector<std::string> headers;  ///< "Content-Type: application/json"
  std::string body;
  std::filesystem::path upload;  ///< a file that is the body instead, or a part of it
  std::uint64_t upload_offset = 0;
  std::optional<std::uint64_t> upload_bytes;  ///< nothing: to its end
  /// Where the body of a success goes instead; the file appears whole or not at all.
  std::filesystem::path download;
  std::function<void(std::uint64_t)> progress;  ///< called with the bytes of the file so far
  bool is_repeatable = true;  ///< false: one attempt alone, since a lost answer may mean success
  std::size_t max_answer = std::size_t{64} << 20;
};

struct HttpAnswer {
  long status = 0;      ///< 0: there was no answer
  std::string failure;  ///< then what libcurl says
  std::string body;
  std::string content_type;
  std::map<std::string, std::string> headers;  ///< by their names in lower case
  std::chrono::seconds retry_after{0};
  bool is_success() const;
  /// Whether the same request may succeed later.
  bool is_temporary() const;
};

/// Sends requests over one connection that is kept alive. For one thread.
class HttpClient {
 public:
  explicit HttpClient(HttpSettings settings);

  /// The first answer that is not temporary, or the last one when attempts or patience are
  /// exhausted. Throws IoError when `upload` cannot be read or `download` not be written.
  HttpAnswer send(const HttpRequest& request);
  /// The answer to one attempt.
  HttpAnswer send_once(const HttpRequest& request);

  /// Called with each pause; false ends the attempts. By default it sleeps, until a stop signal.
  std::function<bool(std::chrono::milliseconds)> pause;
  /// Asked several times a second: true cuts a request that is under way.
  std::function<bool()> is_cancelled;

 private:
  void prepare(const HttpRequest& request);
  void authorise();

  HttpSettings settings_;
  CurlHandle curl_;
};

}  // namespace petseg
