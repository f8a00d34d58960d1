#pragma once

#include <set>
#include <string>
#include <string_view>

#include "petseg/data/manifest.h"

namespace petseg {

/// Whether a model was trained on a photo.
enum class Seen {
  kUnknown,    ///< the model does not say on which photos it was trained
  kNever,      ///< not in training
  kTrained,    ///< learnt from
  kValidated,  ///< chose the checkpoint
};

/// Names in files: unknown, never, trained, validated.
std::string_view seen_name(Seen seen);
/// Throws DataError with `where` for another name.
Seen seen_from_name(std::string_view name, const std::string& where);

/// The photos that a model was trained on, by the SHA-256 of their bytes: those of the data set
/// and, where make-dataset changed them, those of the raw photos.
struct SeenPhotos {
  std::set<std::string> trained;
  std::set<std::string> validated;
  bool is_complete = false;  ///< else there may be more

  void add(const SeenPhotos& earlier);
  Seen look_up(const PhotoRecord& photo) const;
};

/// Training and validation photos of a data set.
SeenPhotos seen_photos(const DataSet& data);

/// Likewise for one of a data set's photos. A photo that was made counts as seen when one of those
/// that it was made from was, and is kUnknown when the data set does not have them all.
Seen look_up(const SeenPhotos& seen, const PhotoRecord& photo, const DataSet& data);

}  // namespace petseg
