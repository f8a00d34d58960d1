#pragma once

#include <filesystem>
#include <string>

#include <opencv2/imgproc.hpp>

#include "petseg/core/files.h"
#include "petseg/core/sha256.h"
#include "petseg/image/decode.h"

#include "support/temp_dir.h"

namespace petseg {

/// A small folder in Oxford's raw layout: each photo shows an oval pet on a ground of
/// its own.
class RawFolder {
 public:
  RawFolder() {
    make_folder(path() / "images");
    make_folder(path() / "annotations" / "trimaps");
  }

  std::filesystem::path path() const { return dir_.path() / "raw"; }
  /// Where a test may put what it makes.
  std::filesystem::path out() const { return dir_.path() / "out"; }
  std::filesystem::path beside(const std::string& name) const { return dir_.path() / name; }

  void add_photo(const std::string& name, const std::string& bytes) const {
    write_file(path() / "images" / (name + ".jpg"), bytes);
  }
  void add_trimap(const std::string& name, const cv::Mat& trimap) const {
    write_file(path() / "annotations" / "trimaps" / (name + ".png"), encode_png(trimap));
  }
  void add(const std::string& name, cv::Size size = {64, 48}) const {
    add_photo(name, encode_jpeg(photo(name, size)));
    add_trimap(name, trimap(size));
  }
  /// `<breed>_1` … `<breed>_<count>`.
  void add_breed(const std::string& breed, int count) const {
    for (int i = 1; i <= count; ++i) add(breed + "_" + std::to_string(i));
  }
  void write_list(const std::string& text, const std::string& name = "list.txt") const {
    write_file(path() / "annotations" / name, text);
  }

  /// Blotches that depend on the name: photos of other names are no near-duplicates.
  static cv::Mat photo(const std::string& name, cv::Size size) {
    cv::RNG rng(std::stoull(sha256(name).substr(0, 15), nullptr, 16));
    cv::Mat blotches(5, 6, CV_8UC3), image;
    rng.fill(blotches, cv::RNG::UNIFORM, 40, 220);
    cv::resize(blotches, image, size, 0, 0, cv::INTER_CUBIC);
    image.setTo(cv::Scalar(rng.uniform(0, 255), rng.uniform(0, 255), 60), trimap(size) == 1);
    return image;
  }
  static cv::Mat trimap(cv::Size size) {
    cv::Mat trimap(size, CV_8U, cv::Scalar(2));
    const cv::Point centre(size.width / 2, size.height / 2);
    cv::ellipse(trimap, centre, {size.width / 4, size.height / 3}, 0, 0, 360, 3, cv::FILLED);
    cv::ellipse(trimap, centre, {size.width / 4 - 2, size.height / 3 - 2}, 0, 0, 360, 1,
                cv::FILLED);
    return trimap;
  }

 private:
  TempDir dir_;
};

}  // namespace petseg
