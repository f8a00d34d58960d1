#pragma once

#include <map>
#include <string>

#include "support/local_listener.h"

namespace petseg {

/// A tiny HTTP server on a free port of 127.0.0.1: answers each GET of a known path with a fixed
/// answer, any other with 404. One connection at a time, closed after the answer.
class HttpServer {
 public:
  struct Answer {
    std::string status = "200 OK";
    std::string body;
    std::string header = {};  ///< "Name: value\r\n" lines besides Content-Length
  };

  explicit HttpServer(std::map<std::string, Answer> answers)
      : answers_(std::move(answers)), listener_([this](int client) { answer(client); }) {}

  std::string host() const { return listener_.host(); }
  std::string url(const std::string& path) const { return listener_.url(path); }

 private:
  void answer(int client) const {
    const std::string request = LocalListener::receive_head(client);
    const auto start = request.find(' ') + 1;
    const auto found = answers_.find(request.substr(start, request.find(' ', start) - start));
    const Answer answer =
        found != answers_.end() ? found->second : Answer{"404 Not Found", "no such page"};
    LocalListener::send_all(client, "HTTP/1.1 " + answer.status + "\r\nConnection: close\r\n" +
                                        answer.header +
                                        "Content-Length: " + std::to_string(answer.body.size()) +
                                        "\r\n\r\n" + answer.body);
  }

  std::map<std::string, Answer> answers_;
  LocalListener listener_;  // last: its thread uses the answers
};

}  // namespace petseg
