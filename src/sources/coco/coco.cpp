#include "petseg/sources/coco.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "petseg/core/error.h"
#include "petseg/core/log.h"

#include "sources/coco/listing.h"
#include "sources/coco/mask.h"
#include "sources/photo_file.h"

namespace fs = std::filesystem;

namespace petseg {
namespace {

void append_json_files(const fs::path& folder, std::vector<fs::path>& files) {
  if (!fs::is_directory(folder)) return;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const fs::path& path = entry.path();
    const bool is_hidden = path.filename().string().starts_with('.');
    if (entry.is_regular_file() && lower_ending(path) == ".json" && !is_hidden) {
      files.push_back(path);
    }
  }
}

fs::path find_annotations(const CocoOptions& options) {
  if (!options.annotations.empty()) return options.annotations;
  std::vector<fs::path> files;
  append_json_files(options.folder, files);
  append_json_files(options.folder / "annotations", files);
  if (files.size() == 1) return files.front();
  if (files.empty()) {
    throw DataError(
        fmt::format("{}: no *.json in it or in its annotations/; expected one in COCO's "
                    "format",
                    options.folder.string()));
  }
  std::sort(files.begin(), files.end());
  std::string names;
  for (const fs::path& file : files) {
    names += (names.empty() ? "" : ", ") + file.lexically_relative(options.folder).string();
  }
  throw ConfigError(fmt::format("{}: holds several JSON files ({}); say which is meant",
                                options.folder.string(), names));
}

/// Where photos usually lie.
constexpr std::array<std::string_view, 6> kUsualFolders{"images", "train2017", "val2017",
                                                        "train",  "val",       "JPEGImages"};

/// Finds photos below the source's folder, in the subfolders where they usually lie.
class PhotoFinder {
 public:
  explicit PhotoFinder(const CocoOptions& options) : folder_(options.folder) {
    if (!options.images.empty()) {
      parts_ = {options.images};
      return;
    }
    parts_ = {""};
    for (const std::string_view part : kUsualFolders) {
      if (fs::is_directory(folder_ / part)) parts_.emplace_back(part);
    }
  }

  /// Its path below the folder; empty when there is none.
  fs::path find(const std::string& file_name) const {
    for (const fs::path& part : parts_) {
      const fs::path path = (part / file_name).lexically_normal();
      std::error_code unreadable;
      if (fs::is_regular_file(folder_ / path, unreadable)) return path;
    }
    return {};
  }

  std::string places() const {
    std::string places;
    for (const fs::path& part : parts_) {
      places += (places.empty() ? "" : ", ") + (folder_ / part).string();
    }
    return places;
  }

 private:
  fs::path folder_;
  std::vector<fs::path> parts_;
};

/// The folder that a file name gives, unless it is where photos usually lie.
std::string condition_of(const std::string& file_name) {
  const fs::path parent = fs::path(file_name).lexically_normal().parent_path().filename();
  const bool is_usual = std::ranges::find(kUsualFolders, parent.string()) != kUsualFolders.end();
  return is_usual ? "" : parent.string();
}

class CocoReader : public TruthReader {
 public:
  cv::Mat mask(const RawPhoto& photo, std::string_view bytes, cv::Size photo_size) const override {
    return coco_mask(bytes, photo_size, photo.image);
  }
  /// Category map and crowd rule have gone into the annotations already.
  std::string settings() const override { return "COCO instances"; }
};

/// Fills the source with what the file lists.
void add_photos(CocoListing listing, const PhotoFinder& finder, const std::string& json_name,
                RawSource& source) {
  const auto reject = [&](const std::string& file, const std::string& reason) {
    const bool is_named = !file.empty();
    source.rejected.push_back(
        {is_named ? file : json_name, is_named ? json_name + ": " + reason : reason});
  };
  for (CocoPhoto& photo : listing.photos) {
    if (!photo.fault.empty()) {
      reject(photo.file_name, photo.fault);
      continue;
    }
    const fs::path path = finder.find(photo.file_name);
    if (path.empty()) {
      reject(photo.file_name,
             fmt::format("lists this photo, which was not found in {}; put it there, or say in "
                         "dataset.json which folder is the source's \"images\"",
                         finder.places()));
      continue;
    }
    source.photos.push_back({.name = path.stem().string(),
                             .image = path.string(),
                             .annotation = std::move(photo.annotation),
                             .condition = condition_of(photo.file_name)});
  }
  if (!listing.orphans.empty()) reject("", listing.orphans);
}

/// Photos of two conditions may have one name: the second is then named after both.
void make_names_unique(RawSource& source) {
  std::ranges::sort(source.photos, [](const RawPhoto& a, const RawPhoto& b) {
    return std::tie(a.name, a.image) < std::tie(b.name, b.image);
  });
  std::map<std::string, std::string> taken;  // names → images
  std::vector<RawPhoto> photos;
  for (RawPhoto& photo : source.photos) {
    auto [other, is_free] = taken.emplace(photo.name, photo.image);
    if (!is_free && !photo.condition.empty() && other->second != photo.image) {
      photo.name = photo.condition + "_" + photo.name;
      std::tie(other, is_free) = taken.emplace(photo.name, photo.image);
    }
    if (is_free) {
      photos.push_back(std::move(photo));
    } else {
      source.rejected.push_back(
          {photo.image,
           fmt::format("a second photo of the name of {}; rename one of them", other->second)});
    }
  }
  std::ranges::sort(photos, {}, &RawPhoto::name);
  source.photos = std::move(photos);
}

}  // namespace

RawSource read_coco(const CocoOptions& options) {
  const fs::path json_path = find_annotations(options);
  std::ifstream json(json_path, std::ios::binary);
  if (!json || fs::is_directory(json_path)) {
    throw IoError(fmt::format("{}: cannot read this file", json_path.string()));
  }
  CocoListing listing = list_coco(json, json_path.string(), options);
  if (listing.without_annotation > 0) {
    log().info("[data] {}: {} photos without an annotation of a mapped category are passed over",
               json_path.string(), listing.without_annotation);
  }
  RawSource source{"coco", options.folder, {}, {}, std::make_shared<CocoReader>()};
  add_photos(std::move(listing), PhotoFinder(options), json_path.filename().string(), source);
  make_names_unique(source);
  if (source.photos.empty()) {
    const std::string first =
        source.rejected.empty()
            ? "none has an annotation of a mapped category"
            : fmt::format("first: {}: {}", source.rejected[0].file, source.rejected[0].reason);
    throw DataError(fmt::format("{}: leaves no photo to use ({})", json_path.string(), first));
  }
  return source;
}

}  // namespace petseg
