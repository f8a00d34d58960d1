#include "petseg/sources/oxford.h"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <utility>

#include <fmt/format.h>
#include <opencv2/core.hpp>

#include "petseg/core/classes.h"
#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/log.h"
#include "petseg/image/decode.h"

#include "core/json.h"
#include "image/mask_values.h"
#include "sources/oxford/oxford_list.h"
#include "sources/photo_file.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

const fs::path kImages = "images";
const fs::path kTrimaps = fs::path("annotations") / "trimaps";
const fs::path kList = fs::path("annotations") / "list.txt";
const fs::path kTrainval = fs::path("annotations") / "trainval.txt";
const fs::path kTest = fs::path("annotations") / "test.txt";

void require_folder(const fs::path& folder, const fs::path& part) {
  if (fs::is_directory(folder / part)) return;
  if (!fs::exists(folder)) {
    throw DataError(
        fmt::format("{}: does not exist; --raw names the folder of the photos", folder.string()));
  }
  throw DataError(fmt::format(
      "{}: no folder {}/; expected the folder above it, in Oxford's layout: images/*.jpg, "
      "annotations/trimaps/*.png and annotations/list.txt",
      folder.string(), part.string()));
}

/// All lists that are there.
OxfordLists read_lists(const fs::path& folder) {
  constexpr std::size_t kMaxBytes = std::size_t{64} << 20;
  const std::pair<fs::path, OfficialSplit> files[] = {{kList, OfficialSplit::kNone},
                                                      {kTrainval, OfficialSplit::kTrainval},
                                                      {kTest, OfficialSplit::kTest}};
  OxfordLists listed;
  for (const auto& [file, split] : files) {
    const fs::path path = folder / file;
    if (!fs::exists(path)) continue;
    parse_oxford_list(read_file(path, kMaxBytes), path.string(), split, listed);
  }
  return listed;
}

Species species_by_capital(const std::string& name) {
  const bool is_cat = std::isupper(static_cast<unsigned char>(name.front())) != 0;
  return is_cat ? Species::kCat : Species::kDog;
}

/// The photo files in images/, in ASCII order.
std::vector<fs::path> list_photo_files(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder / kImages)) {
    if (is_photo_file(entry.path())) files.push_back(kImages / entry.path().filename());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::uint8_t border_value(BorderRule border, ClassId pet) {
  if (border == BorderRule::kIgnore) return kIgnoreLabel;
  return border == BorderRule::kPet ? pet : kBackground;
}

std::string border_word(BorderRule border) {
  if (border == BorderRule::kIgnore) return "ignore";
  return border == BorderRule::kPet ? "pet" : "background";
}

class TrimapReader : public TruthReader {
 public:
  explicit TrimapReader(BorderRule border) : border_(border) {}

  cv::Mat mask(const RawPhoto& photo, std::string_view bytes, cv::Size) const override {
    return mask_from_trimap(decode_mask(bytes, photo.truth_file), *photo.species, border_,
                            photo.truth_file);
  }
  std::string settings() const override { return "trimap, border " + border_word(border_); }

 private:
  BorderRule border_;
};

}  // namespace

std::string breed_from_name(std::string_view name) {
  const auto underscore = name.rfind('_');
  const bool numbered = underscore != std::string_view::npos && underscore + 1 < name.size() &&
                        name.find_first_not_of("0123456789", underscore + 1) == name.npos;
  return std::string(numbered ? name.substr(0, underscore) : name);
}

RawSource read_oxford(const fs::path& folder, BorderRule border) {
  require_folder(folder, kImages);
  require_folder(folder, kTrimaps);
  const OxfordLists listed = read_lists(folder);
  RawSource source{"oxford", folder, {}, {}, std::make_shared<TrimapReader>(border)};
  std::vector<std::string> unlisted;
  for (const fs::path& file : list_photo_files(folder)) {
    const std::string name = file.stem().string();
    const fs::path trimap = kTrimaps / (name + ".png");
    if (!is_utf8(name)) {
      source.rejected.push_back({file.string(), "its name is not UTF-8; rename it"});
    } else if (!fs::is_regular_file(folder / file)) {
      source.rejected.push_back({file.string(), "is no file, or a link that leads to none"});
    } else if (!source.photos.empty() && source.photos.back().name == name) {
      source.rejected.push_back({file.string(), "a second photo of this name"});
    } else if (!fs::exists(folder / trimap)) {
      source.rejected.push_back({file.string(), "has no trimap " + trimap.string()});
    } else {
      const auto known = listed.find(name);
      const bool is_listed = known != listed.end();
      if (!is_listed) unlisted.push_back(name);
      source.photos.push_back(
          {.name = name,
           .image = file,
           .truth_file = trimap,
           .breed = breed_from_name(name),
           .species = is_listed ? known->second.species : species_by_capital(name),
           .official = is_listed ? known->second.official : OfficialSplit::kNone});
    }
  }
  if (!unlisted.empty()) {
    log().warn(
        "[data] {}: says nothing of {} photos, such as {}; a name with a capital is taken as "
        "a cat, others as dogs",
        (folder / kList).string(), unlisted.size(), unlisted.front());
  }
  if (source.photos.empty()) {
    throw DataError(
        fmt::format("{}: no photo has a trimap; expected pairs like images/Bengal_1.jpg "
                    "and annotations/trimaps/Bengal_1.png",
                    folder.string()));
  }
  return source;
}

cv::Mat mask_from_trimap(const cv::Mat& trimap, Species species, BorderRule border,
                         const std::string& name) {
  constexpr std::uint8_t kPet = 1;
  constexpr std::uint8_t kSurroundings = 2;
  constexpr std::uint8_t kBorder = 3;
  const ValueCounts counts = count_values(trimap);
  const std::string foreign = foreign_values(counts, {kPet, kSurroundings, kBorder});
  if (!foreign.empty()) {
    throw DataError(
        fmt::format("{}: holds the values {}, expected a trimap of 1 (pet), "
                    "2 (background) and 3 (border)",
                    name, foreign));
  }
  const bool border_is_pet = border == BorderRule::kPet;
  if (counts[kPet] == 0 && (counts[kBorder] == 0 || !border_is_pet)) {
    throw DataError(fmt::format("{}: marks no pixel as a pet", name));
  }
  const ClassId pet = species == Species::kCat ? kCat : kDog;
  cv::Mat class_of = cv::Mat::zeros(1, 256, CV_8U);
  class_of.at<std::uint8_t>(kPet) = pet;
  class_of.at<std::uint8_t>(kSurroundings) = kBackground;
  class_of.at<std::uint8_t>(kBorder) = border_value(border, pet);
  cv::Mat mask;
  cv::LUT(trimap, class_of, mask);
  return mask;
}

}  // namespace petseg
