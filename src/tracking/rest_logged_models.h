#pragma once

#include <optional>
#include <string>

#include "petseg/tracking/tracking_store.h"

#include "tracking/rest_client.h"

namespace petseg {

/// The logged models of a server (MLflow 3, mlflow/protos/service.proto).
class RestLoggedModels {
 public:
  /// Uses the client as long as it lives.
  explicit RestLoggedModels(RestClient& client) : client_(client) {}

  /// Nothing where the server knows no such things.
  std::optional<LoggedModel> find_or_make(const NewLoggedModel& model);
  void set_status(const std::string& model_id, LoggedModelStatus status);

 private:
  bool is_known_to_have_none();
  std::optional<LoggedModel> find(const NewLoggedModel& model);
  LoggedModel make(const NewLoggedModel& model);

  RestClient& client_;
  std::optional<int> version_;  ///< of MLflow; 0 where the server does not say
  bool has_none_ = false;
};

}  // namespace petseg
