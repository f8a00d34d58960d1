#pragma once

namespace petseg {

/// Sets LibTorch up for this process: all processors it may use for each operation, denormal
/// numbers flushed to zero (they are slow and mean nothing here). Call first in main, before any
/// tensor is made: OpenMP's threads keep what they start with.
void set_up_torch();

/// While it lives, the calling thread's operations stay on that thread: for work that is parallel
/// over photos, where each photo's operations are too small to be shared out.
class SerialOperations {
 public:
  SerialOperations();
  ~SerialOperations();
  SerialOperations(const SerialOperations&) = delete;
  SerialOperations& operator=(const SerialOperations&) = delete;

 private:
  int threads_before_;
};

}  // namespace petseg
