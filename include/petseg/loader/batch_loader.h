#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include <torch/types.h>

#include "petseg/loader/training_set.h"

namespace petseg {

struct Batch {
  torch::Tensor images;                  ///< float32 [N, 3, H, W], channels_last, normalised
  torch::Tensor targets;                 ///< int64 class ids and kIgnoreLabel [N, H, W]
  std::vector<std::string> photos = {};  ///< that its samples show, see TrainingSample
};

/// For a message: "a.jpg, b.jpg, c.jpg, d.jpg and 14 more", each photo once.
std::string list_photos(std::span<const Batch> batches);

/// Makes training batches on worker threads, in order and a few ahead. The i-th sample of a run is
/// a function of (seed, i) alone: the number of workers changes nothing. One lock guards the
/// finished batches, the next number to make and the first failure.
class BatchLoader {
 public:
  /// `first`: the number of the run's batch to begin with.
  BatchLoader(const TrainingSet& photos, const Preprocessing& preprocessing, int batch_size,
              std::uint64_t seed, int workers, std::uint64_t first = 0);
  ~BatchLoader();
  BatchLoader(const BatchLoader&) = delete;
  BatchLoader& operator=(const BatchLoader&) = delete;

  /// The next batch of the run; waits for it. Rethrows what a worker threw.
  Batch next();

 private:
  void work();
  void stop();
  Batch make(std::uint64_t number) const;

  const TrainingSet& photos_;
  Preprocessing preprocessing_;
  int batch_size_;
  std::uint64_t seed_;

  std::mutex lock_;
  std::condition_variable changed_;
  std::map<std::uint64_t, Batch> ready_;
  std::uint64_t next_to_make_;
  std::uint64_t next_to_give_;
  std::exception_ptr failure_;
  bool stopping_ = false;

  std::vector<std::jthread> workers_;
};

}  // namespace petseg
