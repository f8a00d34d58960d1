#pragma once

#include <map>
#include <string>
#include <system_error>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

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

  explicit HttpServer(std::map<std::string, Answer> answers) : answers_(std::move(answers)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener_, as_address(&address), size) != 0 || ::listen(listener_, 8) != 0 ||
        ::getsockname(listener_, as_address(&address), &size) != 0) {
      throw std::system_error(errno, std::generic_category(), "HttpServer");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this] { serve(); });
  }
  ~HttpServer() {
    ::shutdown(listener_, SHUT_RDWR);  // wakes accept()
    thread_.join();
    ::close(listener_);
  }
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// "127.0.0.1:43210"
  std::string host() const { return "127.0.0.1:" + std::to_string(port_); }
  std::string url(const std::string& path) const { return "http://" + host() + path; }

 private:
  static sockaddr* as_address(sockaddr_in* address) { return reinterpret_cast<sockaddr*>(address); }

  void serve() {
    for (int client = accept(); client >= 0; client = accept()) {
      const std::string request = receive_head(client);
      const auto start = request.find(' ') + 1;
      const auto found = answers_.find(request.substr(start, request.find(' ', start) - start));
      const Answer answer =
          found != answers_.end() ? found->second : Answer{"404 Not Found", "no such page"};
      send_all(client, "HTTP/1.1 " + answer.status + "\r\nConnection: close\r\n" + answer.header +
                           "Content-Length: " + std::to_string(answer.body.size()) + "\r\n\r\n" +
                           answer.body);
      ::close(client);
    }
  }

  int accept() const { return ::accept(listener_, nullptr, nullptr); }

  static std::string receive_head(int client) {
    std::string head;
    char buffer[4096];
    while (head.find("\r\n\r\n") == std::string::npos) {
      const auto got = ::recv(client, buffer, sizeof buffer, 0);
      if (got <= 0) break;
      head.append(buffer, static_cast<std::size_t>(got));
    }
    return head;
  }

  static void send_all(int client, const std::string& bytes) {
    std::size_t sent = 0;
    while (sent < bytes.size()) {
      const auto now = ::send(client, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
      if (now <= 0) return;  // the client has gone
      sent += static_cast<std::size_t>(now);
    }
  }

  std::map<std::string, Answer> answers_;
  int listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
  int port_ = 0;
  std::jthread thread_;
};

}  // namespace petseg
