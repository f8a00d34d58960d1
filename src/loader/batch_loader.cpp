#include "petseg/loader/batch_loader.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <opencv2/core.hpp>
#include <sys/resource.h>
#include <torch/torch.h>
#include <unistd.h>

namespace petseg {
namespace {

constexpr std::uint64_t kBatchesAhead = 4;

/// Workers mostly run when the training threads leave a processor idle: at equal priority they
/// would slow every parallel kernel down to the speed of its slowest thread. Not SCHED_IDLE, which
/// gets next to nothing beside a busy process of others.
void lower_own_priority() { ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), 10); }

}  // namespace

std::string list_photos(std::span<const Batch> batches) {
  constexpr std::size_t kShown = 4;
  std::vector<std::string> names;
  for (const Batch& batch : batches) {
    for (const std::string& name : batch.photos) {
      if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    }
  }
  if (names.size() <= kShown) return fmt::format("{}", fmt::join(names, ", "));
  const auto shown = std::span(names).first(kShown);
  return fmt::format("{} and {} more", fmt::join(shown, ", "), names.size() - kShown);
}

BatchLoader::BatchLoader(const TrainingSet& photos, const Preprocessing& preprocessing,
                         int batch_size, std::uint64_t seed, int workers, std::uint64_t first)
    : photos_(photos),
      preprocessing_(preprocessing),
      batch_size_(batch_size),
      seed_(seed),
      next_to_make_(first),
      next_to_give_(first) {
  try {
    for (int i = 0; i < std::max(1, workers); ++i) workers_.emplace_back([this] { work(); });
  } catch (...) {
    stop();  // those that were started would be waited for
    throw;
  }
}

BatchLoader::~BatchLoader() { stop(); }

void BatchLoader::stop() {
  {
    const std::scoped_lock hold(lock_);
    stopping_ = true;
  }
  changed_.notify_all();
}

Batch BatchLoader::next() {
  std::unique_lock hold(lock_);
  changed_.wait(hold, [&] { return failure_ || ready_.contains(next_to_give_); });
  if (failure_) std::rethrow_exception(failure_);
  Batch batch = std::move(ready_.extract(next_to_give_).mapped());
  ++next_to_give_;
  hold.unlock();
  changed_.notify_all();
  return batch;
}

void BatchLoader::work() {
  lower_own_priority();
  const torch::NoGradGuard no_grad;
  while (true) {
    std::unique_lock hold(lock_);
    changed_.wait(hold, [&] { return stopping_ || next_to_make_ < next_to_give_ + kBatchesAhead; });
    if (stopping_ || failure_) return;
    const std::uint64_t number = next_to_make_++;
    hold.unlock();
    try {
      Batch batch = make(number);
      hold.lock();
      ready_.emplace(number, std::move(batch));
    } catch (...) {
      if (!hold.owns_lock()) hold.lock();
      failure_ = std::current_exception();
    }
    hold.unlock();
    changed_.notify_all();
  }
}

Batch BatchLoader::make(std::uint64_t number) const {
  const int size = preprocessing_.image_size;
  std::vector<cv::Mat> images;
  std::vector<std::string> names;
  auto targets = torch::empty({batch_size_, size, size}, torch::kInt64);
  auto* target = targets.data_ptr<std::int64_t>();
  for (int i = 0; i < batch_size_; ++i) {
    Rng rng(
        {seed_, number * static_cast<std::uint64_t>(batch_size_) + static_cast<std::uint64_t>(i)});
    const TrainingSample sample = photos_.sample(rng);
    images.push_back(sample.image);
    names.insert(names.end(), sample.photos.begin(), sample.photos.end());
    for (int y = 0; y < size; ++y) {
      target = std::copy_n(sample.mask.ptr<std::uint8_t>(y), size, target);
    }
  }
  return {to_input(images, preprocessing_), targets, std::move(names)};
}

}  // namespace petseg
