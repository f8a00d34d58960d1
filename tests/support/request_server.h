#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "support/local_listener.h"

namespace petseg {

/// An HTTP server on a free port of 127.0.0.1 that keeps the requests it got, with their bodies,
/// and answers each as a function says. One connection at a time, closed after the answer.
class RequestServer {
 public:
  struct Request {
    std::string method, target;  ///< "GET", "/path?query"
    std::string head;            ///< all lines up to the body
    std::string body;

    /// Empty where there is none.
    std::string header(const std::string& name) const {
      const auto at = head.find("\r\n" + name + ": ");
      if (at == std::string::npos) return "";
      const auto begin = at + name.size() + 4;
      return head.substr(begin, head.find("\r\n", begin) - begin);
    }
  };
  struct Answer {
    std::string status = "200 OK";
    std::string body = {};
    std::string header = {};                    ///< "Name: value\r\n" lines besides Content-Length
    std::optional<std::size_t> cut_after = {};  ///< bytes of the body, then the connection ends
  };
  using Respond = std::function<Answer(const Request&)>;

  explicit RequestServer(Respond respond)
      : respond_(std::move(respond)), listener_([this](int client) { answer(client); }) {}

  std::string host() const { return listener_.host(); }
  std::string url(const std::string& path = "") const { return listener_.url(path); }

  std::vector<Request> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  void answer(int client) {
    std::string bytes = LocalListener::receive_head(client);
    const auto end_of_head = bytes.find("\r\n\r\n");
    if (end_of_head == std::string::npos) return;  // the client has gone
    Request request{.head = bytes.substr(0, end_of_head + 2),
                    .body = bytes.substr(end_of_head + 4)};
    const auto target = request.head.find(' ') + 1;
    request.method = request.head.substr(0, target - 1);
    request.target = request.head.substr(target, request.head.find(' ', target) - target);
    if (!request.header("Expect").empty()) {
      LocalListener::send_all(client, "HTTP/1.1 100 Continue\r\n\r\n");
    }
    const std::string length = request.header("Content-Length");
    receive_rest(client, request.body, length.empty() ? 0 : std::stoull(length));
    const Answer answer = respond_(request);
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(std::move(request));
    }
    LocalListener::send_all(
        client, "HTTP/1.1 " + answer.status + "\r\nConnection: close\r\n" + answer.header +
                    "Content-Length: " + std::to_string(answer.body.size()) + "\r\n\r\n" +
                    answer.body.substr(0, answer.cut_after.value_or(answer.body.size())));
  }

  static void receive_rest(int client, std::string& body, std::size_t length) {
    std::string buffer(std::size_t{1} << 16, '\0');
    while (body.size() < length) {
      const auto got = ::recv(client, buffer.data(), buffer.size(), 0);
      if (got <= 0) return;
      body.append(buffer, 0, static_cast<std::size_t>(got));
    }
  }

  Respond respond_;
  mutable std::mutex mutex_;
  std::vector<Request> requests_;
  LocalListener listener_;  // last: its thread uses the others
};

}  // namespace petseg
