#include "petseg/data/data_set_check.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/parallel.h"
#include "petseg/core/sha256.h"
#include "petseg/data/labelled_photo.h"
#include "petseg/data/manifest.h"

#include "data/manifest_json.h"
#include "data/summary.h"
#include "image/mask_values.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

/// The bytes of a file. Throws DataError when it is missing or not what was recorded.
std::string read_sound(const fs::path& folder, const std::string& file, const std::string& digest) {
  if (!fs::is_regular_file(folder / file)) throw DataError(file + ": is missing");
  std::string bytes = read_file(folder / file);
  const std::string found = sha256(bytes);
  if (found == digest) return bytes;
  throw DataError(fmt::format("{}: its SHA-256 is {:.12}…, expected {:.12}…", file, found, digest));
}

/// Empty when the photo is what the manifest says.
std::string problem_of(const fs::path& folder, const PhotoRecord& photo) {
  try {
    const std::string image = read_sound(folder, photo.image, photo.sha256);
    const std::string mask = read_sound(folder, photo.mask, photo.mask_sha256);
    const LabelledPhoto decoded = decode_photo(image, photo.image, mask, photo.mask);
    if (decoded.mask.size() != cv::Size(photo.width, photo.height)) {
      return fmt::format("{}: {} x {} pixels, the manifest says {} x {}", photo.image,
                         decoded.mask.rows, decoded.mask.cols, photo.height, photo.width);
    }
    const ValueCounts counts = count_values(decoded.mask);
    const bool as_counted =
        std::equal(photo.class_pixels.begin(), photo.class_pixels.end(), counts.begin()) &&
        counts[kIgnoreLabel] == photo.ignored_pixels;
    return as_counted ? "" : photo.mask + ": other pixels of each class than the manifest says";
  } catch (const Error& error) {
    return error.what();
  }
}

}  // namespace

std::vector<std::string> unlisted_files(const DataSet& data_set) {
  std::set<std::string> listed{kManifestFile, kSummaryFile, kRejectedFile, kDuplicatesFile,
                               kPageFile};
  for (const PhotoRecord& photo : data_set.photos) listed.insert({photo.image, photo.mask});
  std::vector<std::string> unlisted;
  for (const auto& entry : fs::recursive_directory_iterator(data_set.folder)) {
    const std::string name = entry.path().lexically_relative(data_set.folder).string();
    if (!entry.is_directory() && !listed.contains(name)) unlisted.push_back(name);
  }
  std::ranges::sort(unlisted);
  return unlisted;
}

DataSetCheck check_data_set(const fs::path& folder) {
  const DataSet data_set = read_data_set(folder);
  std::vector<std::string> problems(data_set.photos.size());
  parallel_for(problems.size(),
               [&](std::size_t i) { problems[i] = problem_of(folder, data_set.photos[i]); });

  DataSetCheck check{data_set.photos.size(), data_set.digest, {}};
  std::ranges::copy_if(problems, std::back_inserter(check.problems),
                       [](const std::string& problem) { return !problem.empty(); });
  for (const std::string& name : unlisted_files(data_set)) {
    check.problems.push_back(name + ": is not in the manifest");
  }
  if (sha256(read_file(folder / kManifestFile)) != data_set.manifest_sha256) {
    check.problems.push_back(
        "manifest.jsonl: is not the manifest that summary.json was written for");
  }
  const std::string digest = content_digest(data_set.photos);
  if (digest != data_set.digest) {
    check.problems.push_back(
        fmt::format("summary.json: the digest of the manifest's photos is {:.12}…, not {:.12}…",
                    digest, data_set.digest));
  }
  return check;
}

}  // namespace petseg
