// What a training sample costs: CPU time of one thread for the default augmentation, and with it
// all that makes a batch of samples the network's input. The processors may be busy with others.
//
//   sample_speed DATA [IMAGE_SIZE]
//
// DATA is a data set made by make-dataset.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

#include <fmt/format.h>
#include <opencv2/core.hpp>
#include <torch/torch.h>

#include "petseg/loader/batch_loader.h"

namespace petseg {
namespace {

constexpr int kBatchSize = 16;
constexpr int kBatches = 12;
constexpr int kRounds = 5;

double cpu_seconds(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

double sample_ms(const TrainingSet& photos) {
  constexpr int kSamples = kBatches * kBatchSize;
  std::vector<double> rounds;
  for (int round = 0; round < kRounds; ++round) {
    const double start = cpu_seconds(CLOCK_THREAD_CPUTIME_ID);
    for (std::uint64_t i = 0; i < kSamples; ++i) {
      Rng rng({0, i});
      photos.sample(rng);
    }
    rounds.push_back(1000 * (cpu_seconds(CLOCK_THREAD_CPUTIME_ID) - start) / kSamples);
  }
  return median(rounds);
}

double cpu_of_batches(const TrainingSet& photos, const Preprocessing& preprocessing, int count) {
  const double start = cpu_seconds(CLOCK_PROCESS_CPUTIME_ID);
  {
    BatchLoader loader(photos, preprocessing, kBatchSize, 0, /*workers=*/1);
    for (int i = 0; i < count; ++i) loader.next();
  }
  return cpu_seconds(CLOCK_PROCESS_CPUTIME_ID) - start;
}

/// By a difference: how many batches a loader has made ahead when it ends is not known.
double batch_ms(const TrainingSet& photos, const Preprocessing& preprocessing) {
  std::vector<double> rounds;
  for (int round = 0; round < kRounds; ++round) {
    const double few = cpu_of_batches(photos, preprocessing, kBatches);
    const double more = cpu_of_batches(photos, preprocessing, 3 * kBatches);
    rounds.push_back(1000 * (more - few) / (2 * kBatches * kBatchSize));
  }
  return median(rounds);
}

void run(const char* folder, int image_size) {
  cv::setNumThreads(1);
  torch::set_num_threads(1);
  const DataSet data = read_data_set(folder);
  const Preprocessing preprocessing{.image_size = image_size};
  const TrainingSet photos(data.folder, data.of(Split::kTrain), preprocessing, {});
  fmt::print("{:.2f} ms a sample of {} x {}", sample_ms(photos), image_size, image_size);
  fmt::print(", {:.2f} ms in a batch\n", batch_ms(photos, preprocessing));
}

}  // namespace
}  // namespace petseg

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::fputs("usage: sample_speed DATA [IMAGE_SIZE]\n", stderr);
    return 2;
  }
  petseg::run(argv[1], argc > 2 ? std::atoi(argv[2]) : 256);
}
