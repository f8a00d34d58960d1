#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "petseg/report/comparison.h"

namespace petseg {

/// A photo that a comparison's page shows, with its pictures as far as they were found.
struct ShownChange {
  std::size_t change = 0;     ///< index into Comparison::photos
  std::string jpeg;           ///< as PhotoPictures has them
  std::string before, after;  ///< label pictures of the first and the last run's predictions
  std::string missing;        ///< why one of those is empty
};

/// The `count` photos that got worst, worst first, then as many that got better, best first. Photos
/// and truths are read from the data set `data`, predictions from the folders of the runs. A file
/// that is missing, damaged or not the one that was scored leaves its picture out.
std::vector<ShownChange> shown_changes(const Comparison& comparison,
                                       const std::filesystem::path& data, int count);

/// "2 of 48 photos lack pictures: …", with the first reason; empty where nothing is missing.
std::string missing_pictures_text(const std::vector<ShownChange>& shown);

}  // namespace petseg
