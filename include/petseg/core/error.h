#pragma once

#include <stdexcept>
#include <string>

namespace petseg {

/// What a process ends with; documented in the README. A run stopped by signal n ends with 128 + n.
enum class ExitCode {
  kDone = 0,
  kRunFailed = 1,   ///< the run itself failed: out of memory, a loss that is not a number
  kUsage = 2,       ///< flags or configuration
  kInputData = 3,   ///< photos, masks, data sets
  kFileSystem = 4,  ///< file system or a remote service
  kGateNotMet = 5,  ///< a requested threshold was not reached
};

/// The root of all errors that petseg raises. The message is one line that says where the problem
/// is, what was found, what was expected and what to do.
class Error : public std::runtime_error {
 public:
  Error(ExitCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  ExitCode exit_code() const { return code_; }

 private:
  ExitCode code_;
};

struct RunError : Error {
  explicit RunError(const std::string& message) : Error(ExitCode::kRunFailed, message) {}
};
/// A flag or a configuration file that cannot be used.
struct ConfigError : Error {
  explicit ConfigError(const std::string& message) : Error(ExitCode::kUsage, message) {}
};
struct DataError : Error {
  explicit DataError(const std::string& message) : Error(ExitCode::kInputData, message) {}
};
/// A file that cannot be read or written, or a remote service that does not answer.
struct IoError : Error {
  explicit IoError(const std::string& message) : Error(ExitCode::kFileSystem, message) {}
};

/// The run was stopped by a signal after its state had been saved.
class Stopped : public std::runtime_error {
 public:
  Stopped(int signal, const std::string& message) : std::runtime_error(message), signal_(signal) {}
  int signal() const { return signal_; }

 private:
  int signal_;
};

}  // namespace petseg
