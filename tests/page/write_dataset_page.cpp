// Writes a dataset.html of drawn photos, some with names that try to break out, for
// dataset_page_test.py: write_dataset_page FILE

#include <cmath>
#include <exception>
#include <iostream>
#include <limits>
#include <string>

#include <fmt/format.h>
#include <opencv2/imgproc.hpp>

#include "petseg/core/classes.h"
#include "petseg/core/files.h"
#include "petseg/data/dataset_page.h"

namespace petseg {
namespace {

constexpr int kPhotos = 60;
const std::string kMarkup = "</script><img src=x onerror=console.error('broken')><!--";

Thumbnail drawn_thumbnail(int i, const cv::Size& size) {
  cv::Mat image(size, CV_8UC3, cv::Scalar(40 + 3 * i, 120, 200 - 2 * i));
  cv::Mat mask = cv::Mat::zeros(size, CV_8U);
  const cv::Size radius(size.width / 4, size.height / 3);
  const cv::Point middle(size.width / 2, size.height / 2);
  cv::ellipse(image, middle, radius, 0, 0, 360, {90, 70, 50}, cv::FILLED);
  cv::ellipse(mask, middle, radius, 0, 0, 360, i % 3 == 0 ? kDog : kCat, cv::FILLED);
  return make_thumbnail(image, mask);
}

/// 0-35 train, 36-44 valid, 45-53 test, 54-59 debugging.
std::string split_of(int i) {
  if (i < 36) return "train";
  if (i < 45) return "valid";
  return i < 54 ? "test" : "debugging";
}

PagePhoto drawn_photo(int i) {
  const cv::Size size = i % 4 == 0 ? cv::Size(200, 300) : cv::Size(320, 240);
  PagePhoto photo{.name = fmt::format("pet_{}", i),
                  .split = split_of(i),
                  .species = i % 3 == 0 ? "dog" : "cat",
                  .breed = fmt::format("breed_{}", i % 12),
                  .source = "drawn",
                  .height = size.height,
                  .width = size.width,
                  .properties = {{"luminance", i / 100.0}, {"sharpness", std::exp(i / 6.0)}},
                  .thumbnail = drawn_thumbnail(i, size)};
  photo.image = photo.split + "_set/images/" + photo.name + ".jpg";
  if (photo.split == "debugging") {
    photo.categories = {i % 2 == 0 ? "dark" : "noisy"};
    if (i % 2 == 1) photo.made = "gaussian_noise 3";
    if (i == 56) photo.categories.push_back("tiny");
  }
  return photo;
}

PagePair pair_of(const PagePhoto& first, const PagePhoto& second, int distance) {
  return {first.name,
          second.name,
          first.split,
          second.split,
          distance,
          first.split != second.split,
          first.thumbnail.jpeg,
          second.thumbnail.jpeg};
}

DatasetPage drawn_page() {
  DatasetPage page;
  page.title = "drawn " + kMarkup;
  page.digest = std::string(64, 'd');
  page.created_by = "petseg";
  page.warnings = {"a warning " + kMarkup};
  for (int i = 0; i < kPhotos; ++i) page.photos.push_back(drawn_photo(i));
  page.photos[1].name = kMarkup;
  page.photos[1].image = "javascript:console.error('broken')//" + kMarkup;
  page.photos[2].name = "line\u2028separators\u2029 and \xff bytes";
  page.photos[3].breed = "__proto__";
  page.photos[4].breed = "constructor";
  page.photos[5].properties[0].second = std::numeric_limits<double>::quiet_NaN();
  page.photos_in_total = page.photos.size();
  page.pairs = {pair_of(page.photos[6], page.photos[7], 2),
                pair_of(page.photos[1], page.photos[50], 4)};
  page.counts = {{"Photos by split", {{"train", 36}, {"valid", 9}, {"test", 9}, {"debugging", 6}}},
                 {kMarkup, {{"background", 0.7}, {kMarkup, 0.3}}, true}};
  for (int i = 0; i < 3; ++i) {
    page.rejected.push_back({"drawn", fmt::format("images/lost_{}.jpg", i),
                             fmt::format("has no mask masks/lost_{}.png", i)});
  }
  page.rejected.push_back({kMarkup, kMarkup, kMarkup});
  page.settings = {{"seed", "42"}, {kMarkup, kMarkup}};
  return page;
}

}  // namespace
}  // namespace petseg

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: write_dataset_page FILE\n";
    return 2;
  }
  try {
    petseg::write_file(argv[1], petseg::dataset_page(petseg::drawn_page()));
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
  return 0;
}
