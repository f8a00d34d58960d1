#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/curl_handle.h"

namespace petseg {

/// How a service is talked to. Nothing of the secrets reaches a message.
struct HttpSettings {
  std::string user, password;  ///< Basic, where the user is not empty
  std::string token;           ///< else Bearer
  std::string ca_bundle;       ///< a PEM file; empty: the system's
  std::string client_cert;     ///< a PEM file with certificate and key
  bool insecure_tls = false;
  bool follow_redirects = true;
  bool respect_retry_after = true;
  std::chrono::seconds timeout{120};  ///< of a request without a file
  int max_retries = 7;                ///< after the first attempt
  double backoff_factor = 2;  ///< waits 0, f, 2f, 4f … 120 seconds, and up to a second more
};

struct HttpRequest {
  std::string method = "GET";
  std::string url;
  std::vector<std::string> headers;  ///< "Content-Type: application/json"
  std::string body;
  std::filesystem::path upload;  ///< a file that is the body instead
  std::size_t max_answer = std::size_t{64} << 20;
};

struct HttpAnswer {
  long status = 0;      ///< 0: there was no answer
  std::string failure;  ///< then what libcurl says
  std::string body;
  std::string content_type;
  std::string etag;
  std::chrono::seconds retry_after{0};
  bool is_success() const { return status >= 200 && status <= 299; }
  /// Whether the same request may succeed later.
  bool is_temporary() const;
};

/// Sends requests over one connection that is kept alive. For one thread.
class HttpClient {
 public:
  explicit HttpClient(HttpSettings settings);

  /// The first answer that is not temporary, or the last one when attempts or patience are
  /// exhausted. Throws IoError when `upload` cannot be read.
  HttpAnswer send(const HttpRequest& request);

  /// Called with each pause; false ends the attempts. By default it sleeps, until a stop signal.
  std::function<bool(std::chrono::milliseconds)> pause;
  /// Asked several times a second: true cuts a request that is under way.
  std::function<bool()> is_cancelled;

 private:
  HttpAnswer send_once(const HttpRequest& request);
  void prepare(const HttpRequest& request);

  HttpSettings settings_;
  CurlHandle curl_;
};

}  // namespace petseg
