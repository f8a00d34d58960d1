#include "sources/coco/listing.h"

#include <algorithm>
#include <filesystem>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

#include "petseg/core/classes.h"
#include "petseg/core/error.h"

#include "sources/coco/categories.h"
#include "sources/coco/json.h"
#include "sources/coco/mask.h"
#include "sources/coco/segmentation.h"

namespace petseg {
namespace {

constexpr std::size_t kMaxFileName = 1024;
constexpr std::size_t kMaxInstances = 10000;  // of one photo

struct Image {
  std::string file_name;
  cv::Size size;
  std::string fault;
  std::vector<CocoInstance> instances;
};

/// An id as it stands in the file, empty where there is none: 12 and "12" are two ids.
std::string id_of(const Json& element, const char* key) {
  const auto id = element.find(key);
  const bool is_id = id != element.end() && (id->is_number_integer() || id->is_string());
  return is_id ? id->dump() : "";
}

/// 0 when it is no length of a side.
int side_of(const Json& image, const char* key) {
  const auto side = image.find(key);
  const bool is_side = side != image.end() && side->is_number_unsigned() &&
                       side->get<std::uint64_t>() <= kMaxCocoSide;
  return is_side ? side->get<int>() : 0;
}

/// Why a file name cannot be taken; empty when it can.
std::string file_name_fault(const std::string& name) {
  const auto is_control = [](unsigned char c) { return c < ' ' || c == 0x7f; };
  if (name.size() > kMaxFileName || std::ranges::any_of(name, is_control)) {
    return "a file name that is too long or has control characters";
  }
  const std::filesystem::path path = std::filesystem::path(name).lexically_normal();
  const bool leads_out = path.is_absolute() || (!path.empty() && *path.begin() == "..");
  if (leads_out) {
    return fmt::format(
        "a file name that leads out of the folder: {}; give its path below the folder",
        json_excerpt(name));
  }
  const bool names_file = path.has_filename() && path != ".";
  return names_file ? "" : "a file name that names no file: " + json_excerpt(name);
}

bool is_crowd(const Json& annotation) {
  const auto crowd = annotation.find("iscrowd");
  if (crowd == annotation.end() || *crowd == 0 || *crowd == false) return false;
  if (*crowd == 1 || *crowd == true) return true;
  throw DataError(fmt::format("{} as iscrowd, expected 0 or 1", json_excerpt(*crowd)));
}

class Lister {
 public:
  Lister(const std::string& name, const CocoOptions& options)
      : name_(name), crowd_(options.crowd), categories_(options.categories, name) {}

  CocoListing list(std::istream& json) {
    visit(json, [this](std::string_view list) { return wants_in_first_pass(list); });
    if (!has_annotations_) {
      begin_annotations();
      json.clear();
      json.seekg(0);
      visit(json, [](std::string_view list) { return list == kCocoAnnotations; });
    }
    return finish();
  }

 private:
  void visit(std::istream& json, std::function<bool(std::string_view)> wants) {
    visit_coco(json, name_, {std::move(wants), [this](std::string_view list, const Json& element) {
                               if (list == kCocoImages) add_image(element);
                               if (list == kCocoCategories) categories_.add(element);
                               if (list == kCocoAnnotations) add_annotation(element);
                             }});
  }

  /// Annotations mean nothing before the images and the categories are known.
  bool wants_in_first_pass(std::string_view list) {
    if (list != kCocoAnnotations) {
      ++lists_begun_;
      return true;
    }
    has_annotations_ = lists_begun_ == 2;
    if (has_annotations_) begin_annotations();
    return has_annotations_;
  }

  void begin_annotations() { categories_.check(); }

  void add_image(const Json& element) {
    const std::string id = id_of(element, "id");
    Image image{.file_name = {}, .size = {side_of(element, "width"), side_of(element, "height")}};
    const auto name = element.find("file_name");
    if (name != element.end() && name->is_string()) image.file_name = name->get<std::string>();
    image.fault = file_name_fault(image.file_name);
    if (!image.fault.empty()) {
      image.fault = fmt::format("image {}: {}", id, image.fault);
      image.file_name = "";
    } else if (id.empty()) {
      image.fault = "its image has no id";
    } else if (image.size.empty()) {
      image.fault = fmt::format("its image {} has no width and height of 1 … {}", id, kMaxCocoSide);
    }
    const auto [known, is_new] = by_id_.emplace(id, images_.size());
    if (!is_new && !id.empty()) {
      Image& first = images_[known->second];
      const std::string fault = fmt::format("two images of the file have the id {}", id);
      if (first.fault.empty()) first.fault = fault;
      if (image.fault.empty()) image.fault = fault;
    }
    images_.push_back(std::move(image));
  }

  void add_annotation(const Json& element) {
    const std::string id = id_of(element, "id");
    const std::string image_id = id_of(element, "image_id");
    const auto found = by_id_.find(image_id);
    if (image_id.empty() || found == by_id_.end()) {
      if (orphans_++ == 0) first_orphan_ = fmt::format("annotation {}, image {}", id, image_id);
      return;
    }
    Image& image = images_[found->second];
    if (!image.fault.empty()) return;
    try {
      add_instance(image, id, element);
    } catch (const DataError& error) {
      image.fault = fmt::format("annotation {}: {}", id, error.what());
      image.instances = {};
    }
  }

  void add_instance(Image& image, const std::string& id, const Json& element) {
    const std::string category = id_of(element, "category_id");
    const std::optional<std::uint8_t> label = categories_.label(category);
    if (!label) {
      throw DataError(fmt::format("has the category {}, which the file does not list",
                                  category.empty() ? "null" : category));
    }
    if (*label == kBackground) return;
    if (id.empty()) throw DataError("has no id");
    if (!annotation_ids_.insert(id).second) throw DataError("a second one of this id");
    if (image.instances.size() == kMaxInstances) {
      throw DataError(fmt::format("its photo has more than {}", kMaxInstances));
    }
    const auto segmentation = element.find("segmentation");
    if (segmentation == element.end()) {
      throw DataError("has no segmentation; a box alone gives no mask");
    }
    const Runs runs = runs_of_segmentation(*segmentation, image.size);
    const bool crowd = is_crowd(element);
    const bool is_ignored = crowd && crowd_ == CrowdRule::kIgnore;
    image.instances.push_back({.is_crowd = crowd,
                               .pixels = pixel_count(runs),
                               .label = is_ignored ? kIgnoreLabel : *label,
                               .counts = string_of_runs(runs, image.size)});
  }

  CocoListing finish() {
    CocoListing listing;
    for (Image& image : images_) {
      if (image.fault.empty() && image.instances.empty()) {
        ++listing.without_annotation;
        continue;
      }
      std::string annotation;
      if (image.fault.empty()) annotation = coco_annotation(image.size, std::move(image.instances));
      listing.photos.push_back(
          {std::move(image.file_name), std::move(annotation), std::move(image.fault)});
    }
    if (orphans_ > 0) {
      listing.orphans = fmt::format(
          "annotations of images that the file does not list: {} (first: {}); list the "
          "images, or remove the annotations",
          orphans_, first_orphan_);
    }
    return listing;
  }

  const std::string& name_;
  CrowdRule crowd_;
  CocoCategories categories_;
  int lists_begun_ = 0;
  bool has_annotations_ = false;

  std::vector<Image> images_;
  std::unordered_map<std::string, std::size_t> by_id_;  ///< into images_
  std::unordered_set<std::string> annotation_ids_;      ///< of mapped categories
  std::size_t orphans_ = 0;
  std::string first_orphan_;
};

}  // namespace

CocoListing list_coco(std::istream& json, const std::string& name, const CocoOptions& options) {
  return Lister(name, options).list(json);
}

}  // namespace petseg
