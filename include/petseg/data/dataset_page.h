#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "petseg/image/thumbnail.h"

namespace petseg {

/// One photo of the page's gallery. Texts may be empty where they say nothing, and hold anything:
/// the page shows them as text.
struct PagePhoto {
  std::string name, split, species, breed, source;
  std::string condition;  ///< under which it was taken ("dark")
  std::string origin;     ///< raw files it was made from
  std::string made;       ///< how, "composite" or "gaussian_noise 3"; empty for a real photo
  std::string image;      ///< path below the page's own folder, to open; likewise its mask
  std::string mask;
  std::vector<std::string> categories;  ///< of the debugging set
  int height = 0;                       ///< of the photo itself, in pixels
  int width = 0;
  /// What photos are sorted and found by, and drawn as histograms: {"luminance", 0.41}, …; not a
  /// number where it cannot be told.
  std::vector<std::pair<std::string, double>> properties;
  Thumbnail thumbnail;
};

/// Two photos that look alike.
struct PagePair {
  std::string first, second;              ///< names
  std::string first_split, second_split;  ///< or category of the debugging set
  int distance = 0;                       ///< differing bits of their perceptual hashes
  bool crosses = false;                   ///< stand in different splits: a leak
  std::string first_jpeg, second_jpeg;    ///< bytes of their thumbnails
};

struct PageReject {
  std::string source, file, reason;
};

/// A bar chart: photos by split, class pixels, …
struct PageCounts {
  std::string title;
  std::vector<std::pair<std::string, double>> rows;
  bool are_shares = false;  ///< of 1, shown in percent
};

/// What dataset.html says.
struct DatasetPage {
  std::string title, digest, created_by;
  std::vector<std::string> warnings;  ///< gravest first; leaks are told from `pairs`
  std::vector<PageCounts> counts;
  std::vector<PagePhoto> photos;
  std::size_t photos_in_total = 0;  ///< in the data set, of which `photos` may be a sample
  std::vector<PagePair> pairs;
  std::vector<PageReject> rejected;
  std::vector<std::pair<std::string, std::string>> settings;
};

/// One self-contained HTML page (no network, nothing beside it): photos with their masks, filtered,
/// grouped and sorted in the browser, distributions, near-duplicates, rejected files and settings.
/// The same input gives the same bytes. About 12 kB for a photo with thumbnails of 192 pixels.
std::string dataset_page(const DatasetPage& page);

}  // namespace petseg
