#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <opencv2/imgproc.hpp>

#include "petseg/core/files.h"
#include "petseg/core/sha256.h"
#include "petseg/data/manifest.h"
#include "petseg/image/decode.h"

#include "data/manifest_json.h"

namespace petseg {

/// Writes a small prepared data set, as make-dataset leaves it: on each photo one ellipse on a
/// textured ground, orange for a cat, blue for a dog, so that a network learns it within seconds. A
/// band of `ignored_border` pixels along its edge can be ignored, as in PASCAL VOC.
class DrawnDataSet {
 public:
  explicit DrawnDataSet(std::filesystem::path folder, int ignored_border = 0)
      : folder_(std::move(folder)), ignored_border_(ignored_border) {}

  void add(Split split, int count, const std::string& category = "") {
    for (int i = 0; i < count; ++i) {
      const bool is_cat = i % 2 == 0;
      const std::string name =
          fmt::format("{}_{}{}", is_cat ? "Bengal" : "boxer", split_name(split), number_++);
      const std::string base = split == Split::kDebugging ? "debugging_set/" + category
                                                          : std::string(split_name(split)) + "_set";
      PhotoRecord record{
          .image = base + "/images/" + name + ".jpg",
          .mask = base + "/masks/" + name + ".png",
          .species = is_cat ? Species::kCat : Species::kDog,
          .breed = is_cat ? "Bengal" : "boxer",
          .split = split,
          .categories = category.empty() ? std::vector<std::string>{} : std::vector{category},
          .height = kHeight,
          .width = kWidth,
          .origin = name + ".jpg"};
      draw(record, is_cat);
      lines_ += to_json(record).dump() + "\n";
    }
  }

  DataSet finish() {
    write_file(folder_ / "manifest.jsonl", lines_);
    write_file(
        folder_ / "summary.json",
        R"({"schema":2,"seed":42,"border":"pet","manifest_sha256":"","split_ratios":{"train":0.7,"valid":0.08,"test":0.15,)"
        R"("debugging":0.07},"digest":"0123"})");
    return read_data_set(folder_);
  }

 private:
  static constexpr int kHeight = 72;
  static constexpr int kWidth = 96;

  void draw(PhotoRecord& record, bool is_cat) const {
    cv::RNG rng(static_cast<std::uint64_t>(number_));
    cv::Mat image(kHeight, kWidth, CV_8UC3);
    rng.fill(image, cv::RNG::UNIFORM, 90, 160);
    cv::Mat mask = cv::Mat::zeros(kHeight, kWidth, CV_8UC1);
    const cv::Point centre(rng.uniform(30, 66), rng.uniform(26, 46));
    const cv::Size axes(rng.uniform(14, 26), rng.uniform(12, 22));
    cv::ellipse(image, centre, axes, 0, 0, 360,
                is_cat ? cv::Scalar(240, 140, 20) : cv::Scalar(20, 80, 230), cv::FILLED);
    cv::ellipse(mask, centre, axes, 0, 0, 360, cv::Scalar(is_cat ? 1 : 2), cv::FILLED);
    if (ignored_border_ > 0) {
      cv::ellipse(mask, centre, axes, 0, 0, 360, cv::Scalar(kIgnoreLabel), ignored_border_);
    }
    const std::string jpeg = encode_jpeg(image);
    const std::string png = encode_png(mask);
    record.sha256 = sha256(jpeg);
    record.mask_sha256 = sha256(png);
    write_file(folder_ / record.image, jpeg);
    write_file(folder_ / record.mask, png);
  }

  std::filesystem::path folder_;
  int ignored_border_;
  std::string lines_;
  int number_ = 0;
};

/// Gives a photo of a data set another truth.
inline void replace_mask(DataSet& data, const std::string& image, const cv::Mat& mask) {
  const auto photo = std::ranges::find(data.photos, image, &PhotoRecord::image);
  const std::string png = encode_png(mask);
  photo->mask_sha256 = sha256(png);
  write_file(data.folder / photo->mask, png);
}

}  // namespace petseg
