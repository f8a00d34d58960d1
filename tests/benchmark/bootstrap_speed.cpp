// What the intervals of a report cost: 4,000 photos in each of 10 categories, 1,000 resamples each.
// The processors share the work; CPU time says what it takes where they are busy with others.
//
//   bootstrap_speed

#include <chrono>
#include <ctime>

#include <fmt/format.h>

#include "petseg/core/parallel.h"
#include "petseg/report/bootstrap.h"

#include "support/synthetic_scores.h"

namespace petseg {
namespace {

constexpr int kCategories = 10;
constexpr int kPhotos = 4000;

void run() {
  const std::vector<PhotoScore> photos = synthetic_scores(kPhotos, /*seed=*/1);
  const auto start = std::chrono::steady_clock::now();
  const double cpu_before = static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
  std::size_t intervals = 0;
  for (std::uint64_t category = 0; category < kCategories; ++category) {
    intervals += bootstrap_intervals(photos, {.seed = category}).size();
  }
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
  const double cpu = static_cast<double>(std::clock()) / CLOCKS_PER_SEC - cpu_before;
  fmt::print(
      "{} categories of {} photos, {} intervals: {:.2f} s on {} processors, {:.2f} s of CPU\n",
      kCategories, kPhotos, intervals, time.count(), available_cpus(), cpu);
}

}  // namespace
}  // namespace petseg

int main() { petseg::run(); }
