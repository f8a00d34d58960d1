#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace petseg {

/// A time in seconds, to the nearest: "0:42", "5:07", "1:02:03".
std::string clock_text(double seconds);

/// One line on stderr that is redrawn in place, at most ten times a second; silent when stderr is
/// not a terminal. The destructor wipes it, so that log lines start on a clean line.
class ProgressLine {
 public:
  ProgressLine();
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(std::string_view text);
  /// Wipes the line, before something is logged.
  void clear();

 private:
  bool on_terminal_;
  bool visible_ = false;
  std::chrono::steady_clock::time_point last_{};
};

}  // namespace petseg
