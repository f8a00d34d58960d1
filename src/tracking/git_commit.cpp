#include "tracking/git_commit.h"

#include <algorithm>
#include <sstream>

#include "petseg/core/error.h"
#include "petseg/core/files.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

constexpr std::string_view kRef = "ref: ";

std::string first_line(const fs::path& file) {
  std::error_code unknown;
  if (!fs::is_regular_file(file, unknown)) return "";
  std::istringstream text(read_file(file));
  std::string line;
  std::getline(text, line);
  return line;
}

/// `.git` is a folder, or in a worktree a file that names one.
std::optional<fs::path> git_folder(fs::path folder) {
  std::error_code unknown;
  for (;; folder = folder.parent_path()) {
    const fs::path git = folder / ".git";
    if (fs::is_directory(git, unknown)) return git;
    constexpr std::string_view kPointer = "gitdir: ";
    if (const auto line = first_line(git); line.starts_with(kPointer)) {
      return folder / line.substr(kPointer.size());
    }
    if (folder == folder.parent_path()) return std::nullopt;
  }
}

/// Git gathers references in one file from time to time: lines of "<commit> <reference>".
std::string packed_commit(const fs::path& git, const std::string& reference) {
  std::error_code unknown;
  if (!fs::is_regular_file(git / "packed-refs", unknown)) return "";
  std::istringstream lines(read_file(git / "packed-refs"));
  for (std::string line; std::getline(lines, line);) {
    if (line.ends_with(" " + reference)) return line.substr(0, line.find(' '));
  }
  return "";
}

std::string head_commit(const fs::path& git) {
  const std::string head = first_line(git / "HEAD");
  if (!head.starts_with(kRef)) return head;
  const std::string reference = head.substr(kRef.size());
  // A worktree shares the references of its repository.
  const std::string shared = first_line(git / "commondir");
  for (const fs::path& place : {git, git / shared}) {
    if (auto commit = first_line(place / reference); !commit.empty()) return commit;
    if (auto commit = packed_commit(place, reference); !commit.empty()) return commit;
  }
  return "";
}

}  // namespace

std::optional<std::string> git_commit(const fs::path& folder) {
  try {
    const auto git = git_folder(folder);
    if (!git) return std::nullopt;
    const std::string commit = head_commit(*git);
    const bool is_hex =
        std::ranges::all_of(commit, [](unsigned char c) { return std::isxdigit(c); });
    if (is_hex && (commit.size() == 40 || commit.size() == 64)) return commit;
  } catch (const Error&) {  // a repository that cannot be read is no reason to fail a run
  }
  return std::nullopt;
}

}  // namespace petseg
