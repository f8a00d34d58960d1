#include "tracking/signed_storage.h"

#include <fmt/format.h>

#include "tracking/rest_client.h"

namespace petseg {
namespace {

HttpSettings without_keys(TrackingSettings settings) {
  settings.user = settings.password = settings.token = settings.client_cert = "";
  return http_settings(settings);
}

}  // namespace

SignedStorage::SignedStorage(TrackingSettings settings, Patience patience)
    : http_(without_keys(std::move(settings))) {
  if (patience.pause) http_.pause = std::move(patience.pause);
  if (patience.is_cancelled) http_.is_cancelled = std::move(patience.is_cancelled);
}

HttpAnswer SignedStorage::put(const std::string& what, HttpRequest request, const Json& headers) {
  request.method = "PUT";
  if (headers.is_object()) {
    for (const auto& [key, value] : headers.items()) {
      if (value.is_string()) request.headers.push_back(key + ": " + value.get<std::string>());
    }
  }
  HttpAnswer answer = http_.send(request);
  if (answer.is_success()) return answer;
  throw StorageRefusal(fmt::format("{}: the cloud storage {}", what,
                                   answer.status == 0 ? "gave no answer: " + answer.failure
                                                      : fmt::format("answered {}", answer.status)),
                       answer.status);
}

}  // namespace petseg
