#include "petseg/sources/oxford.h"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <map>
#include <sstream>

#include <fmt/format.h>

#include "petseg/core/classes.h"
#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/core/log.h"
#include "petseg/image/decode.h"

#include "core/json.h"
#include "image/mask_values.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

const fs::path kImages = "images";
const fs::path kTrimaps = fs::path("annotations") / "trimaps";
const fs::path kList = fs::path("annotations") / "list.txt";

using SpeciesByName = std::map<std::string, Species>;

void require_folder(const fs::path& folder, const fs::path& part) {
  if (fs::is_directory(folder / part)) return;
  throw DataError(fmt::format(
      "{}: no folder {}/; expected the folder above it, in Oxford's layout: images/*.jpg, "
      "annotations/trimaps/*.png and annotations/list.txt",
      folder.string(), part.string()));
}

/// The species column of list.txt; comment lines are passed over, and with them the header that
/// has the breeds of cats and dogs swapped.
SpeciesByName read_list(const fs::path& path) {
  SpeciesByName listed;
  std::istringstream lines(read_file(path));
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    std::istringstream words(line);
    std::string name;
    if (!(words >> name) || name.starts_with('#')) continue;
    int class_id = 0;
    int species = 0;
    if (!(words >> class_id >> species) || species < 1 || species > 2) {
      throw DataError(
          fmt::format("{}:{}: \"{}\" is not `name class species breed` with a species "
                      "of 1 (cat) or 2 (dog)",
                      path.string(), number, line.substr(0, 60)));
    }
    listed[name] = species == 1 ? Species::kCat : Species::kDog;
  }
  return listed;
}

Species species_by_capital(const std::string& name) {
  const bool is_cat = std::isupper(static_cast<unsigned char>(name.front())) != 0;
  return is_cat ? Species::kCat : Species::kDog;
}

bool is_photo_file(const fs::path& path) {
  std::string ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const bool is_apple_double = path.filename().string().starts_with("._");
  return !is_apple_double && (ending == ".jpg" || ending == ".jpeg" || ending == ".png");
}

/// The photo files in images/, in ASCII order.
std::vector<fs::path> list_photo_files(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder / kImages)) {
    if (entry.is_regular_file() && is_photo_file(entry.path())) {
      files.push_back(kImages / entry.path().filename());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

class TrimapReader : public TruthReader {
 public:
  explicit TrimapReader(BorderRule border) : border_(border) {}

  cv::Mat mask(const RawPhoto& photo, std::string_view bytes, cv::Size) const override {
    return mask_from_trimap(decode_mask(bytes, photo.truth_file), *photo.species, border_,
                            photo.truth_file);
  }
  std::string settings() const override {
    return "trimap " + std::to_string(static_cast<int>(border_));
  }

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
  const bool has_list = fs::exists(folder / kList);
  const SpeciesByName listed = has_list ? read_list(folder / kList) : SpeciesByName{};
  RawSource source{"oxford", folder, {}, {}, std::make_shared<TrimapReader>(border)};
  std::vector<std::string> unlisted;
  for (const fs::path& file : list_photo_files(folder)) {
    const std::string name = file.stem().string();
    const fs::path trimap = kTrimaps / (name + ".png");
    if (!is_utf8(name)) {
      source.rejected.push_back({file.string(), "its name is not UTF-8; rename it"});
    } else if (!source.photos.empty() && source.photos.back().name == name) {
      source.rejected.push_back({file.string(), "a second photo of this name"});
    } else if (!fs::exists(folder / trimap)) {
      source.rejected.push_back({file.string(), "has no trimap " + trimap.string()});
    } else {
      const auto known = listed.find(name);
      if (known == listed.end()) unlisted.push_back(name);
      const Species species = known != listed.end() ? known->second : species_by_capital(name);
      source.photos.push_back({.name = name,
                               .image = file,
                               .truth_file = trimap,
                               .breed = breed_from_name(name),
                               .species = species});
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
  cv::Mat mask(trimap.size(), CV_8U, cv::Scalar(species == Species::kCat ? kCat : kDog));
  mask.setTo(kBackground, trimap == kSurroundings);
  if (!border_is_pet) {
    mask.setTo(border == BorderRule::kIgnore ? int{kIgnoreLabel} : int{kBackground},
               trimap == kBorder);
  }
  return mask;
}

}  // namespace petseg
