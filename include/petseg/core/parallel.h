#pragma once

#include <cstddef>
#include <functional>

namespace petseg {

/// The processors this process may run on.
int available_cpus();

/// Calls `work(i)` once for each i in [0, count), on at most `available_cpus()` threads that end
/// before this returns. Order by writing the result to slot i. The first exception is rethrown
/// here after the other threads have finished their current item.
void parallel_for(std::size_t count, const std::function<void(std::size_t)>& work);

}  // namespace petseg
