#include "tracking/store_lock.h"

#include <chrono>
#include <thread>

#include <fcntl.h>
#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/core/log.h"

#include "core/descriptor.h"

namespace petseg {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{30};
constexpr std::chrono::milliseconds kPause{5};

/// Also true where the file system has no locks.
bool lock(Descriptor& file) {
  try {
    return file.lock();
  } catch (const IoError& error) {
    log().debug("[tracking] {}", error.what());
    return true;
  }
}

}  // namespace

StoreLock::StoreLock(const std::filesystem::path& store)
    // Opened for writing: NFS gives no exclusive lock otherwise.
    : file_(std::make_unique<Descriptor>(store / ".petseg.lock",
                                         O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC)) {
  const steady_clock::time_point end = steady_clock::now() + kPatience;
  while (!lock(*file_)) {
    if (steady_clock::now() > end) {
      throw IoError(
          fmt::format("{}: another process has locked this store for {} s; wait for it, or end it",
                      store.string(), kPatience.count()));
    }
    std::this_thread::sleep_for(kPause);
  }
}

StoreLock::~StoreLock() = default;
StoreLock::StoreLock(StoreLock&&) noexcept = default;
StoreLock& StoreLock::operator=(StoreLock&&) noexcept = default;

}  // namespace petseg
