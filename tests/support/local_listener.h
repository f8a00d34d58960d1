#pragma once

#include <functional>
#include <string>
#include <system_error>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace petseg {

/// Listens on a free port of 127.0.0.1 and hands one connection at a time to `answer`, on a thread
/// of its own; each is closed afterwards.
class LocalListener {
 public:
  explicit LocalListener(std::function<void(int client)> answer) : answer_(std::move(answer)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener_, as_address(&address), size) != 0 || ::listen(listener_, 8) != 0 ||
        ::getsockname(listener_, as_address(&address), &size) != 0) {
      throw std::system_error(errno, std::generic_category(), "LocalListener");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this] { serve(); });
  }
  ~LocalListener() {
    ::shutdown(listener_, SHUT_RDWR);  // wakes accept()
    thread_.join();
    ::close(listener_);
  }
  LocalListener(const LocalListener&) = delete;
  LocalListener& operator=(const LocalListener&) = delete;

  /// "127.0.0.1:43210"
  std::string host() const { return "127.0.0.1:" + std::to_string(port_); }
  std::string url(const std::string& path) const { return "http://" + host() + path; }

  /// Up to the empty line, or until the client goes.
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

 private:
  static sockaddr* as_address(sockaddr_in* address) { return reinterpret_cast<sockaddr*>(address); }

  void serve() {
    for (int client = accept(); client >= 0; client = accept()) {
      answer_(client);
      ::close(client);
    }
  }

  int accept() const { return ::accept(listener_, nullptr, nullptr); }

  std::function<void(int)> answer_;
  int listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
  int port_ = 0;
  std::jthread thread_;
};

}  // namespace petseg
