#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "petseg/core/digest.h"

namespace petseg {

/// One of the two archives of the Oxford-IIIT Pet data set: `<part>.tar.gz`, which holds the folder
/// `<part>/`.
struct OxfordArchive {
  std::string part;
  Digest digest;
  std::uint64_t size = 0;      ///< in bytes
  std::uint64_t unpacked = 0;  ///< about as much as its files take on a disk, in bytes
};

/// Where the data set comes from; as it stands, from its authors.
struct OxfordOrigin {
  std::string base_url = "https://www.robots.ox.ac.uk/~vgg/data/pets/data";
  OxfordArchive annotations{.part = "annotations",
                            .digest = {DigestKind::kMd5, "95a8c909bbe2e81eed6a22bccdf3f68f"},
                            .size = 19'173'078,
                            .unpacked = 80'000'000};
  OxfordArchive images{.part = "images",
                       .digest = {DigestKind::kMd5, "5c4f3ee8e5d25df40f4fd59a7f44e54c"},
                       .size = 791'918'971,
                       .unpacked = 830'000'000};
  /// Between attempts; as DownloadOptions::wait.
  std::function<void(std::chrono::seconds)> wait = {};
};

/// Downloads the Oxford-IIIT Pet data set (Parkhi et al. 2012) into a folder in its raw layout, for
/// read_oxford: `images/` and `annotations/`, without the AppleDouble and Matlab files that the
/// archives drag along. The archives lie in `<folder>/downloads/` until they are unpacked, and are
/// removed then. Each of the two folders appears whole or not at all; what is there from an earlier
/// call is kept, and a download that was cut off goes on.
///
/// Throws ConfigError when a folder stands in the way that this function has not made, IoError for
/// a failed download, a wrong digest or too little space, DataError for an archive that cannot be
/// unpacked, and Stopped on a stop signal.
void download_oxford(const std::filesystem::path& folder, const OxfordOrigin& origin = {});

}  // namespace petseg
