#include "data/earlier_data_set.h"

#include "petseg/core/error.h"
#include "petseg/core/sha256.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

/// A link where the file system has them: a photo in two data sets takes its space once, and both
/// replace their files and never change them.
void link_or_copy(const fs::path& from, const fs::path& to) {
  make_folder(to.parent_path());
  std::error_code failure;
  fs::create_hard_link(from, to, failure);
  if (!failure) return;
  fs::copy_file(from, to, failure);
  if (failure) throw IoError(to.string() + ": cannot write: " + failure.message());
}

}  // namespace

EarlierDataSet::EarlierDataSet(const fs::path& folder) {
  try {
    data_set_ = read_data_set(folder);
  } catch (const Error&) {
    return;
  }
  for (const PhotoRecord& photo : data_set_.photos) by_key_[photo.key] = &photo;
}

const PhotoRecord* EarlierDataSet::take_over(const std::string& key, const AtomicFolder& target,
                                             const std::string& image,
                                             const std::string& mask) const {
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return nullptr;
  const PhotoRecord& photo = *found->second;
  const fs::path& folder = data_set_.folder;
  const auto is_sound = [&](const std::string& file, const std::string& digest) {
    std::error_code missing;
    return fs::is_regular_file(folder / file, missing) &&
           sha256(read_file(folder / file)) == digest;
  };
  if (!is_sound(photo.image, photo.sha256) || !is_sound(photo.mask, photo.mask_sha256)) {
    return nullptr;
  }
  link_or_copy(folder / photo.image, target.path() / image);
  link_or_copy(folder / photo.mask, target.path() / mask);
  return &photo;
}

}  // namespace petseg
