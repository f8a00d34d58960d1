#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "support/local_listener.h"

namespace petseg {

/// An HTTP server on a free port of 127.0.0.1 that serves files by their paths, or one at every
/// path, ranges included (RFC 9110), and misbehaves as it is told: each request takes the next of
/// the faults; after the last, all is well.
class FlakyServer {
 public:
  struct Fault {
    std::string status = {};                    ///< answers this alone, such as "503 …"
    std::string header = {};                    ///< more "Name: value\r\n" lines
    std::optional<std::size_t> cut_after = {};  ///< bytes of the body, then the connection ends
    bool ignores_range = false;                 ///< sends all with a 200
    std::optional<std::string> new_file = {};   ///< the file is replaced before this answer
    std::size_t wrong_start = 0;                ///< added to what Content-Range says
    int length_error = 0;                       ///< added to Content-Length
    bool hides_length = false;
    bool is_silent = false;  ///< sends the head, then nothing until the client goes
  };

  using Files = std::map<std::string, std::string>;

  explicit FlakyServer(std::string file, std::deque<Fault> faults = {})
      : FlakyServer(Files{{kEveryPath, std::move(file)}}, std::move(faults)) {}
  explicit FlakyServer(Files files, std::deque<Fault> faults = {})
      : files_(std::move(files)),
        faults_(std::move(faults)),
        listener_([this](int client) { answer(client); }) {}

  std::string url(const std::string& path) const { return listener_.url(path); }
  std::string host() const { return listener_.host(); }

  /// Whether to name the file's version, as "ETag" does or a weak one.
  void set_etag(std::optional<std::string> prefix) { etag_prefix_ = std::move(prefix); }
  void add_fault(Fault fault) {
    const std::lock_guard lock(mutex_);
    faults_.push_back(std::move(fault));
  }

  /// The heads of all requests so far.
  std::vector<std::string> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  static constexpr const char* kEveryPath = "";

  std::string etag() const { return *etag_prefix_ + '"' + std::to_string(version_) + '"'; }

  static std::optional<std::size_t> asked_start(const std::string& head) {
    const auto at = head.find("\r\nRange: bytes=");
    if (at == std::string::npos) return {};
    return std::stoul(head.substr(at + 15));
  }

  void answer(int client) {
    const std::string head = LocalListener::receive_head(client);
    const std::lock_guard lock(mutex_);
    requests_.push_back(head);
    Fault fault;
    if (!faults_.empty()) {
      fault = faults_.front();
      faults_.pop_front();
    }
    if (fault.new_file) {
      files_[kEveryPath] = *fault.new_file;
      ++version_;
    }
    LocalListener::send_all(client, reply(fault, head));
    if (fault.is_silent) LocalListener::receive_head(client);
  }

  std::string reply(const Fault& fault, const std::string& head) const {
    std::string common = "Connection: close\r\n" + fault.header;
    if (!fault.status.empty()) {
      return "HTTP/1.1 " + fault.status + "\r\n" + common + "Content-Length: 0\r\n\r\n";
    }
    if (etag_prefix_) common += "ETag: " + etag() + "\r\n";
    const auto start_of_path = head.find(' ') + 1;
    const auto path = head.substr(start_of_path, head.find(' ', start_of_path) - start_of_path);
    const std::string& file = files_.at(files_.contains(path) ? path : kEveryPath);
    const auto condition = head.find("\r\nIf-Range: ");
    const bool has_changed =
        condition != std::string::npos && head.compare(condition + 12, etag().size(), etag()) != 0;
    const auto start = fault.ignores_range || has_changed ? std::nullopt : asked_start(head);
    if (start && *start >= file.size()) {
      return "HTTP/1.1 416 Range Not Satisfiable\r\n" + common + "Content-Length: 0\r\n" +
             "Content-Range: bytes */" + std::to_string(file.size()) + "\r\n\r\n";
    }
    const std::string body = file.substr(start.value_or(0));
    if (start) {
      common += "Content-Range: bytes " + std::to_string(*start + fault.wrong_start) + "-" +
                std::to_string(file.size() - 1) + "/" + std::to_string(file.size()) + "\r\n";
    }
    if (!fault.hides_length) {
      common +=
          "Content-Length: " + std::to_string(static_cast<long>(body.size()) + fault.length_error) +
          "\r\n";
    }
    const std::size_t sent = fault.is_silent ? 0 : fault.cut_after.value_or(body.size());
    return std::string("HTTP/1.1 ") + (start ? "206 Partial Content" : "200 OK") + "\r\n" + common +
           "\r\n" + body.substr(0, sent);
  }

  mutable std::mutex mutex_;
  Files files_;
  std::deque<Fault> faults_;
  std::optional<std::string> etag_prefix_ = "";
  int version_ = 1;
  std::vector<std::string> requests_;
  LocalListener listener_;  // last: its thread uses the others
};

}  // namespace petseg
