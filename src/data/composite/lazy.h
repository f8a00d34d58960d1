#pragma once

#include <mutex>
#include <optional>

namespace petseg {

/// A value that is found when it is first asked for, by whichever thread.
template <class T>
class Lazy {
 public:
  template <class Find>
  const T& get(Find find) const {
    std::call_once(asked_, [&] { value_.emplace(find()); });
    return *value_;
  }

 private:
  mutable std::once_flag asked_;
  mutable std::optional<T> value_;
};

}  // namespace petseg
