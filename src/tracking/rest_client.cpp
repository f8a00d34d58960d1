#include "tracking/rest_client.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace petseg {
namespace {

constexpr std::size_t kExcerpt = 200;

/// One line of at most kExcerpt bytes of what a server said.
std::string excerpt(const std::string& text) {
  std::string line;
  for (const char c : text) {
    if (line.size() >= kExcerpt) return line + "…";
    const bool is_control = static_cast<unsigned char>(c) < 0x20;
    if (!is_control || (!line.empty() && line.back() != ' ')) line += is_control ? ' ' : c;
  }
  return line;
}

std::string text_of(const Json& body, const char* key) {
  const auto found = body.find(key);
  return found != body.end() && found->is_string() ? found->get<std::string>() : "";
}

/// What a user can do about a refusal.
std::string advice(long status, const std::string& body) {
  if (status == 401) {
    return "; set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN";
  }
  if (status == 403 && body.find("Invalid Host header") != std::string::npos) {
    return "; the server has to be started with --allowed-hosts and this name";
  }
  return "";
}

}  // namespace

HttpSettings http_settings(const TrackingSettings& settings) {
  return {.user = settings.user,
          .password = settings.password,
          .token = settings.token,
          .ca_bundle = settings.ca_bundle,
          .client_cert = settings.client_cert,
          .insecure_tls = settings.insecure_tls,
          .follow_redirects = settings.follow_redirects,
          .respect_retry_after = settings.respect_retry_after,
          .timeout = std::chrono::seconds(settings.timeout),
          .max_retries = settings.max_retries,
          .backoff_factor = settings.backoff_factor,
          .backoff_jitter = settings.backoff_jitter};
}

std::string url_encoded(std::string_view text, bool keep_slashes) {
  std::string encoded;
  for (const char c : text) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') ||
                          std::string_view("-._~").find(c) != std::string_view::npos;
    if (is_plain || (c == '/' && keep_slashes)) {
      encoded += c;
    } else {
      encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return encoded;
}

void fail_request(const std::string& what, const HttpAnswer& answer) {
  if (answer.status == 0) throw IoError(fmt::format("{}: {}", what, answer.failure));
  const Json body = Json::parse(answer.body, nullptr, /*allow_exceptions=*/false);
  std::string code, said = answer.body;
  if (body.is_object()) {
    code = text_of(body, "error_code");
    if (const auto message = text_of(body, "message"); !message.empty()) said = message;
    if (const auto error = text_of(body, "error"); code.empty() && !error.empty()) said = error;
  }
  if (answer.content_type == "text/html") said = "a web page";
  throw RestRefusal(
      fmt::format("{}: the server answered {}{}{}{}", what, answer.status, said.empty() ? "" : ": ",
                  excerpt(said), advice(answer.status, answer.body)),
      code, answer.status);
}

Json read_answer(const std::string& what, const HttpAnswer& answer) {
  if (!answer.is_success()) fail_request(what, answer);
  if (answer.body.empty()) return Json::object();
  Json json = Json::parse(answer.body, nullptr, /*allow_exceptions=*/false);
  if (json.is_object()) return json;
  const bool is_page = answer.content_type == "text/html";
  throw RestRefusal(
      fmt::format("{}: the answer is {} and no JSON; is there an MLflow server at this address?",
                  what, is_page ? "a web page" : "\"" + excerpt(answer.body) + "\""),
      "", answer.status);
}

void check_upload(const std::string& what, const HttpAnswer& answer) {
  try {
    read_answer(what, answer);
  } catch (const RestRefusal& refusal) {
    constexpr long kBadRequest = 400, kTooLarge = 413;
    const bool is_final = refusal.status == kBadRequest || refusal.status == kTooLarge;
    if (is_final) throw ArtifactRefusal(refusal.what());
    throw;
  }
}

bool is_unknown_call(const RestRefusal& refusal) {
  constexpr std::array<long, 3> kStatuses{404, 405, 501};
  return std::ranges::find(kStatuses, refusal.status) != kStatuses.end() ||
         std::string_view(refusal.what()).find("unsupported endpoint") != std::string_view::npos;
}

RestClient::RestClient(const TrackingSettings& settings, Patience patience)
    : uri_(settings.uri), http_(http_settings(settings)) {
  if (patience.pause) http_.pause = std::move(patience.pause);
  if (patience.is_cancelled) http_.is_cancelled = std::move(patience.is_cancelled);
  if (!settings.workspace.empty()) headers_.push_back("X-MLFLOW-WORKSPACE: " + settings.workspace);
}

Json RestClient::get(const std::string& call,
                     const std::vector<std::pair<std::string, std::string>>& query) {
  std::string url = fmt::format("{}/api/2.0/mlflow/{}", uri_, call);
  char separator = '?';
  for (const auto& [key, value] : query) {
    url += fmt::format("{}{}={}", separator, key, url_encoded(value));
    separator = '&';
  }
  return answer_to({.url = std::move(url), .headers = headers_}, call);
}

Json RestClient::send(const std::string& method, const std::string& call, const Json& body) {
  return send_to(method, "/api/2.0/mlflow/" + call, body, call);
}

Json RestClient::post_once(const std::string& call, const Json& body) {
  return send_to("POST", "/api/2.0/mlflow/" + call, body, call, /*is_repeatable=*/false);
}

Json RestClient::send_to(const std::string& method, const std::string& path, const Json& body,
                         const std::string& call, bool is_repeatable) {
  HttpRequest request{.method = method,
                      .url = uri_ + path,
                      .headers = headers_,
                      .body = body.dump(-1, ' ', false, Json::error_handler_t::replace),
                      .is_repeatable = is_repeatable};
  request.headers.emplace_back("Content-Type: application/json");
  return answer_to(request, call);
}

std::optional<std::string> RestClient::try_get(const std::string& path) {
  const HttpAnswer answer = http_.send({.url = uri_ + path, .headers = headers_});
  if (answer.status == 0) fail_request(fmt::format("{}: {}", uri_, path), answer);
  if (!answer.is_success() || answer.content_type == "text/html") return std::nullopt;
  return answer.body;
}

Json RestClient::answer_to(const HttpRequest& request, const std::string& call) {
  return read_answer(fmt::format("{}: {}", uri_, call), http_.send(request));
}

}  // namespace petseg
