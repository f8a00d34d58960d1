#pragma once

#include <string>
#include <vector>

#include "petseg/core/error.h"
#include "petseg/tracking/artifact_store.h"
#include "petseg/tracking/rest_store.h"

#include "core/http_client.h"
#include "core/json.h"

namespace petseg {

/// A refusal by an MLflow server, with its error code ("RESOURCE_DOES_NOT_EXIST"; empty when the
/// answer was none of MLflow's).
struct RestRefusal : IoError {
  RestRefusal(const std::string& message, std::string error_code, long http_status)
      : IoError(message), code(std::move(error_code)), status(http_status) {}
  std::string code;
  long status;
};

/// Whether the server knows no such call: MLflow's own ones answer 404, services that lag behind it
/// have other words.
bool is_unknown_call(const RestRefusal& refusal);

/// Calls of an MLflow server: JSON out, JSON in.
class RestClient {
 public:
  RestClient(const TrackingSettings& settings, Patience patience);

  /// `call`: "runs/create", below /api/2.0/mlflow/. An empty answer counts as {}. Throws
  /// RestRefusal for an answer that is none, IoError for no answer.
  Json get(const std::string& call,
           const std::vector<std::pair<std::string, std::string>>& query = {});
  Json post(const std::string& call, const Json& body) { return send("POST", call, body); }
  /// In one attempt alone.
  Json post_once(const std::string& call, const Json& body);
  Json send(const std::string& method, const std::string& call, const Json& body);
  /// The same for any address below the server's own, "/api/…"; messages name the `call`.
  Json send_to(const std::string& method, const std::string& path, const Json& body,
               const std::string& call, bool is_repeatable = true);

  /// The answer to a GET of an address below the server's own, such as "/version"; nothing where
  /// the server does not know it.
  std::optional<std::string> try_get(const std::string& path);

  const std::string& uri() const { return uri_; }
  HttpClient& http() { return http_; }
  /// With which each request is sent.
  const std::vector<std::string>& headers() const { return headers_; }

 private:
  Json answer_to(const HttpRequest& request, const std::string& call);

  std::string uri_;
  HttpClient http_;
  std::vector<std::string> headers_;
};

/// A call that is not safe to repeat: a lost answer leaves a thing that nobody knows of, so it is
/// looked for before it is made, or made again. `find` returns what there is, if anything.
template <class Find, class Make>
auto make_once(Find find, Make make) -> decltype(make()) {
  constexpr int kAttempts = 5;
  for (int attempt = 1;; ++attempt) {
    if (auto made = find()) return *made;
    try {
      return make();
    } catch (const Error&) {
      if (attempt == kAttempts) throw;
    }
  }
}

HttpSettings http_settings(const TrackingSettings& settings);

/// Percent-encoded but for letters, digits and "-._~" (RFC 3986); with `keep_slashes`, "/" stays.
std::string url_encoded(std::string_view text, bool keep_slashes = false);

/// What a failed request is told of as: who, what, why, and what to do where that is known.
[[noreturn]] void fail_request(const std::string& what, const HttpAnswer& answer);

/// A successful answer's JSON; an empty one counts as {}. Throws RestRefusal for any other: a page
/// to log in at comes with "200 OK" as well.
Json read_answer(const std::string& what, const HttpAnswer& answer);

/// Throws ArtifactRefusal where a server will never take what was sent, and as read_answer() does
/// for any other answer that is no success.
void check_upload(const std::string& what, const HttpAnswer& answer);

}  // namespace petseg
