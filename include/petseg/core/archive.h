#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace petseg {

class AtomicFolder;

struct UnpackOptions {
  /// Only what lies below this folder of the archive is unpacked, without the folder itself
  /// ("images": `images/a.jpg` becomes `a.jpg`). Empty for everything.
  std::string root;
  /// Whether a file is wanted, by its path below the root. All are, where it is not set.
  std::function<bool(std::string_view path)> wanted;
  std::uint64_t max_bytes = std::uint64_t{16} << 30;  ///< of all files that are unpacked
  std::size_t max_entries = 1'000'000;                ///< of the whole archive
};

/// Unpacks the files of a .tar, .tar.gz or .zip into a folder that the caller commits, and returns
/// how many there were. They are made anew and readable by all, whatever rights and owners the
/// archive gives them. Shows its progress.
///
/// An archive from elsewhere is not trusted: throws DataError that names the entry when its path is
/// absolute or leads out by `..`, when it is a link, a device or stands twice; also when the
/// archive is damaged, ends early or passes a limit. Throws IoError when it cannot be read, or a
/// file not be written, and Stopped on a stop signal.
std::size_t unpack_archive(const std::filesystem::path& archive, const AtomicFolder& folder,
                           const UnpackOptions& options = {});

}  // namespace petseg
