#include "petseg/sources/mask_folder.h"

#include <algorithm>
#include <initializer_list>
#include <map>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/core/files.h"
#include "petseg/image/decode.h"

#include "core/json.h"
#include "sources/class_map.h"
#include "sources/photo_file.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

constexpr std::size_t kMaxClassMapBytes = std::size_t{1} << 20;

/// "./masks/" → "masks", so that equal paths are written alike.
fs::path without_dots(const fs::path& path) {
  const fs::path normal = path.lexically_normal();
  return normal.has_filename() ? normal : normal.parent_path();
}

/// The subfolder that the user named, or the first of the usual names that exists.
fs::path find_subfolder(const fs::path& folder, const std::string& named,
                        std::initializer_list<const char*> usual) {
  std::string looked_for;
  for (const char* name : usual) {
    const fs::path candidate = named.empty() ? fs::path(name) : without_dots(named);
    if (fs::is_directory(folder / candidate)) return candidate;
    looked_for += (looked_for.empty() ? "" : ", ") + candidate.string() + "/";
    if (!named.empty()) break;
  }
  throw DataError(
      fmt::format("{}: holds no folder {}; expected photos and masks of the same names, "
                  "like images/a.jpg and masks/a.png",
                  folder.string(), looked_for));
}

ClassMap read_class_map(const MaskFolderOptions& options) {
  fs::path file = options.class_map;
  if (file.empty()) {
    file = options.folder / "classes.json";
    if (!fs::exists(file)) return default_class_map();
  }
  return parse_class_map(read_file(file, kMaxClassMapBytes), file.string());
}

/// A file below images/ or masks/: directly, or in the folder of a condition.
struct FoundFile {
  std::string stem;
  std::string condition;
  fs::path path;  ///< below the source's folder

  auto operator<=>(const FoundFile&) const = default;
};

bool is_hidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

/// The files that look like images, one level of subfolders included, in the order of their names.
/// Folders further down become rejected: nothing is passed over in silence. `other` is passed over,
/// since masks may lie in a subfolder of the photos' folder.
std::vector<FoundFile> list_files(const fs::path& folder, const fs::path& part,
                                  const fs::path& other, std::vector<RejectedFile>& rejected) {
  std::vector<FoundFile> files;
  const auto list = [&](const fs::path& below, const std::string& condition, auto&& on_folder) {
    for (const auto& entry : fs::directory_iterator(folder / below)) {
      const fs::path path = (below / entry.path().filename()).lexically_normal();
      if (is_hidden(path) || path == other) continue;
      if (entry.is_directory()) on_folder(path);
      if (entry.is_regular_file() && is_photo_file(path)) {
        files.push_back({path.stem().string(), condition, path});
      }
    }
  };
  const auto reject = [&](const fs::path& path) {
    rejected.push_back({path.string(), "a folder in the folder of a condition is not read"});
  };
  list(part, "", [&](const fs::path& path) { list(path, path.filename().string(), reject); });
  std::sort(files.begin(), files.end());
  return files;
}

class MaskFileReader : public TruthReader {
 public:
  explicit MaskFileReader(ClassMap map) : map_(std::move(map)) {}

  cv::Mat mask(const RawPhoto& photo, std::string_view bytes, cv::Size) const override {
    return mask_from_values(decode_mask(bytes, photo.truth_file), map_, photo.truth_file);
  }
  std::string settings() const override { return "mask values " + class_map_text(map_); }

 private:
  ClassMap map_;
};

/// Photos with the masks that bear their names.
class Pairing {
 public:
  Pairing(const fs::path& folder, fs::path images, fs::path masks, RawSource& source)
      : images_(std::move(images)), masks_(std::move(masks)), source_(source) {
    for (const FoundFile& mask : list_files(folder, masks_, images_, source_.rejected)) {
      users_[mask.path];
    }
    photos_ = list_files(folder, images_, masks_, source_.rejected);
  }

  void run() {
    for (const FoundFile& photo : photos_) {
      const std::string fault = add(photo);
      if (!fault.empty()) source_.rejected.push_back({photo.path.string(), fault});
    }
    std::ranges::sort(source_.photos, {}, &RawPhoto::name);
    for (const auto& [mask, user] : users_) {
      if (user.empty()) source_.rejected.push_back({mask.string(), unused_fault(mask)});
    }
  }

 private:
  /// Returns why the photo cannot be taken, or nothing.
  std::string add(const FoundFile& photo) {
    const auto mask = find_mask(photo);
    const bool has_mask = mask != users_.end();
    const std::string other = has_mask ? mask->second : "";
    if (has_mask && other.empty()) mask->second = photo.path.string();

    if (!is_utf8(photo.path.string())) return "its name is not UTF-8; rename it";
    if (!has_mask) {
      return "has no mask " + (masks_ / photo.condition / (photo.stem + ".png")).string();
    }
    if (!other.empty()) {
      return fmt::format("shares its mask {} with {}; each photo needs one of its own",
                         mask->first.string(), other);
    }
    const std::string name = free_name(photo);
    if (name.empty()) return "a second photo of this name; rename one of them";
    names_.insert(name);
    source_.photos.push_back({.name = name,
                              .image = photo.path,
                              .truth_file = mask->first,
                              .condition = photo.condition});
    return "";
  }

  std::string unused_fault(const fs::path& mask) const {
    if (lower_ending(mask) != ".png") return "not a PNG, which masks have to be";
    return fmt::format("a mask without a photo of its name in {}/", images_.string());
  }

  /// Photos of two conditions may have one name; empty when it is taken all the same.
  std::string free_name(const FoundFile& photo) const {
    if (!names_.contains(photo.stem)) return photo.stem;
    const std::string longer = photo.condition + "_" + photo.stem;
    return photo.condition.empty() || names_.contains(longer) ? "" : longer;
  }

  std::map<fs::path, std::string>::iterator find_mask(const FoundFile& photo) {
    for (const fs::path& below : {masks_ / photo.condition, masks_}) {
      for (const char* ending : {".png", ".PNG"}) {
        const auto found = users_.find((below / (photo.stem + ending)).lexically_normal());
        if (found != users_.end()) return found;
      }
    }
    return users_.end();
  }

  fs::path images_;
  fs::path masks_;
  RawSource& source_;
  std::map<fs::path, std::string> users_;  ///< masks → the photo that each belongs to, or nothing
  std::vector<FoundFile> photos_;
  std::set<std::string> names_;  ///< taken
};

}  // namespace

RawSource read_mask_folder(const MaskFolderOptions& options) {
  const fs::path& folder = options.folder;
  const fs::path images = find_subfolder(folder, options.images, {"images", "JPEGImages", "imgs"});
  const fs::path masks = find_subfolder(folder, options.masks,
                                        {"masks", "SegmentationClass", "labels", "annotations"});
  if (fs::equivalent(folder / images, folder / masks)) {
    throw ConfigError(fmt::format("{}: photos and masks are to be read from the same folder {}/",
                                  folder.string(), images.string()));
  }
  RawSource source{
      "masks", folder, {}, {}, std::make_shared<MaskFileReader>(read_class_map(options))};
  Pairing(folder, images, masks, source).run();
  if (source.photos.empty()) {
    throw DataError(fmt::format(
        "{}: no photo in {}/ has a mask in {}/; expected pairs like {} and {}", folder.string(),
        images.string(), masks.string(), (images / "a.jpg").string(), (masks / "a.png").string()));
  }
  return source;
}

}  // namespace petseg
