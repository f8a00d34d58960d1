#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <opencv2/core/mat.hpp>

#include "petseg/sources/raw_photo.h"

namespace petseg {

/// Lists a folder in the raw layout of the Oxford-IIIT Pet data set (Parkhi et al. 2012):
/// `images/<Breed>_<n>.jpg`, `annotations/trimaps/<Breed>_<n>.png`, `annotations/list.txt` with
/// lines of `name class species breed`. The list's species (1 cat, 2 dog) holds; a photo that it
/// lacks is typed by the data set's own rule, which all listed photos obey: names of cats begin
/// with a capital. `annotations/trainval.txt` and `test.txt`, of the same form, tell the official
/// split where they are there. Files that the archives merely drag along (`._*`, `.mat`) are passed
/// over. Throws DataError when a folder or every photo is missing, a line of a list is malformed,
/// or two lines contradict each other.
RawSource read_oxford(const std::filesystem::path& folder, BorderRule border = BorderRule::kPet);

/// "Maine_Coon_12" → "Maine_Coon".
std::string breed_from_name(std::string_view name);

/// A trimap's 1 (pet) becomes the species' class id, its 2 background, its 3 (border) what the rule
/// says. Throws DataError that names the values when there are others, or when no pixel is a pet.
cv::Mat mask_from_trimap(const cv::Mat& trimap, Species species, BorderRule border,
                         const std::string& name);

}  // namespace petseg
