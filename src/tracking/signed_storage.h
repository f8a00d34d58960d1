#pragma once

#include <string>

#include "petseg/core/error.h"
#include "petseg/tracking/rest_store.h"

#include "core/http_client.h"
#include "core/json.h"

namespace petseg {

/// The storage gave no success: an HTTP status, or 0 for no answer.
struct StorageRefusal : IoError {
  StorageRefusal(const std::string& message, long http_status)
      : IoError(message), status(http_status) {}
  long status;
};

/// A cloud storage by addresses that a tracking server signed. It gets none of the server's
/// credentials, and no message repeats an address, since whoever has one can write there.
class SignedStorage {
 public:
  SignedStorage(TrackingSettings settings, Patience patience);

  /// `request`: what is sent, where to (its URL), in one piece. `headers`: those that the server
  /// wants to be sent, a JSON object of texts. `what`: for messages. Throws StorageRefusal.
  HttpAnswer put(const std::string& what, HttpRequest request, const Json& headers);

 private:
  HttpClient http_;
};

}  // namespace petseg
