#include "petseg/core/download.h"

#include <algorithm>
#include <thread>

#include <fmt/format.h>

#include "petseg/core/byte_progress.h"
#include "petseg/core/error.h"
#include "petseg/core/http.h"
#include "petseg/core/log.h"
#include "petseg/core/stop_signal.h"

#include "core/download_request.h"
#include "core/partial_file.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

using std::chrono::seconds;

constexpr seconds kLongestDelay{60};
/// A server that asks for more is left alone.
constexpr seconds kLongestRequestedDelay{300};
/// A request that brings as much is a success even if it is cut off.
constexpr std::uint64_t kProgress = std::uint64_t{1} << 20;

void wait_unless_stopped(seconds delay) {
  const auto end = std::chrono::steady_clock::now() + delay;
  while (stop_signal() == 0 && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

class Download {
 public:
  Download(const std::string& url, const fs::path& target, const DownloadOptions& options)
      : url_(url),
        options_(options),
        file_(target, options.digest ? options.digest->kind : DigestKind::kSha256) {}

  void run() {
    try {
      const bool is_pieced = fetch();
      if (options_.digest) check_digest(is_pieced);
      file_.finish();
    } catch (const Stopped& stopped) {
      throw Stopped(stopped.signal(), "stopped by a signal; " + what_is_kept());
    } catch (...) {
      if (file_.size() == 0) file_.remove();
      throw;
    }
  }

 private:
  std::string what_is_kept() const {
    if (file_.size() == 0) return "nothing has come";
    return fmt::format("{} are kept in {}, and the next run goes on from there",
                       bytes_text(file_.size()), file_.path().string());
  }

  /// Until the file is complete. Returns whether parts of several requests were put together.
  bool fetch() {
    if (file_.size() > 0 && file_.size() == options_.size) return true;
    for (int failures = 0;;) {
      const std::uint64_t before = file_.size();
      try {
        DownloadRequest request(url_, options_, file_);
        request.perform();
        content_type_ = request.content_type();
        return request.is_continuation();
      } catch (const TransientFault& fault) {
        failures = file_.size() > before + kProgress ? 1 : failures + 1;
        wait_after(fault, failures);
      }
    }
  }

  void wait_after(const TransientFault& fault, int failures) const {
    const auto give_up = [&](const std::string& advice) {
      throw IoError(fmt::format("{}: {}; {}; {}", without_credentials(url_), fault.what(), advice,
                                what_is_kept()));
    };
    if (failures >= options_.max_attempts) {
      give_up(fmt::format("gave up after {} attempts", failures));
    }
    if (fault.requested_delay > kLongestRequestedDelay) give_up("try again after that time");
    const seconds own_delay = std::min(kLongestDelay, seconds{1 << std::min(failures - 1, 6)});
    const seconds delay = std::max(own_delay, fault.requested_delay);
    log().warn("[download] {}: {}; trying again in {} s", file_.label(), fault.what(),
               delay.count());
    options_.wait ? options_.wait(delay) : wait_unless_stopped(delay);
    throw_if_stopped();
  }

  void check_digest(bool is_pieced) {
    Digest found = file_.digest();
    if (found != *options_.digest && is_pieced) {
      log().warn("[download] {}: its parts belong to different versions; starting anew",
                 file_.label());
      file_.restart("");
      fetch();
      found = file_.digest();
    }
    if (found == *options_.digest) return;
    file_.remove();
    throw IoError(fmt::format(
        "{}: {} bytes{} with the {} {}, expected {}; the server sends another file, or damages it",
        without_credentials(url_), file_.size(), content_type_, digest_name(found.kind), found.hex,
        options_.digest->hex));
  }

  const std::string& url_;
  const DownloadOptions& options_;
  PartialFile file_;
  std::string content_type_;
};

/// Whether there is nothing to do.
bool is_complete(const fs::path& target, const DownloadOptions& options) {
  std::error_code unknown;
  if (fs::is_directory(target, unknown)) {
    throw IoError(fmt::format("{}: is a folder, expected the name of a file", target.string()));
  }
  if (!fs::exists(target, unknown)) return false;
  if (options.size && fs::file_size(target, unknown) != *options.size) return false;
  return !options.digest || file_digest(target, options.digest->kind) == *options.digest;
}

}  // namespace

void download_file(const std::string& url, const fs::path& target, const DownloadOptions& options) {
  if (!is_complete(target, options)) Download(url, target, options).run();
}

}  // namespace petseg
