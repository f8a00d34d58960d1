// Writes a comparison.html of three drawn runs, some with texts that try to break out, for
// comparison_page_test.py: write_comparison_page FILE

#include <exception>
#include <iostream>

#include <fmt/format.h>
#include <opencv2/imgproc.hpp>

#include "petseg/core/classes.h"
#include "petseg/core/files.h"
#include "petseg/report/comparison_page.h"
#include "petseg/report/photo_pictures.h"

namespace petseg {
namespace {

constexpr int kPhotos = 40;
const std::string kMarkup = "</script><img src=x onerror=console.error('broken')><!--";

struct DrawnPhoto {
  cv::Mat image, truth;
};

/// 0-23 test, then dark ones and those of a category with a hostile name; every third is of a dog.
PhotoRecord record_of(int i) {
  PhotoRecord record;
  record.image = fmt::format("{}_set/images/pet_{}.jpg", i < 24 ? "test" : "debugging", i);
  record.split = i < 24 ? Split::kTest : Split::kDebugging;
  record.species = i % 3 == 0 ? Species::kDog : Species::kCat;
  record.breed = i == 1 ? kMarkup : fmt::format("breed_{}", i % 5);
  record.height = 240;
  record.width = 320;
  if (i == 2) record.image = "test_set/images/line\u2028separators\u2029 and \xff bytes <b>.jpg";
  if (i >= 24) record.categories = {i % 2 == 0 ? "dark" : kMarkup};
  return record;
}

void draw_animal(cv::Mat& mask, int shift, int value) {
  cv::ellipse(mask, {160 + shift, 120}, {80, 70}, 0, 0, 360, value, cv::FILLED);
}

ClassId animal_of(int i) { return i % 3 == 0 ? kDog : kCat; }

DrawnPhoto drawn_photo(int i) {
  DrawnPhoto photo{cv::Mat(240, 320, CV_8UC3, cv::Scalar(40 + 3 * i, 120, 200 - 2 * i)),
                   cv::Mat::zeros(240, 320, CV_8U)};
  cv::ellipse(photo.image, {160, 120}, {80, 70}, 0, 0, 360, {90, 70, 50}, cv::FILLED);
  draw_animal(photo.truth, 0, animal_of(i));
  return photo;
}

/// The first run places the animal beside its truth, the more so the larger i; the last one does
/// better on test photos and worse on the others.
cv::Mat drawn_prediction(int i, int run) {
  cv::Mat mask = cv::Mat::zeros(240, 320, CV_8U);
  draw_animal(mask, i < 24 ? i * (3 - run) / 2 : i * (1 + run) / 2, animal_of(i));
  return mask;
}

ScoredRun drawn_run(int number) {
  ScoredRun run{
      .name = fmt::format("runs/run_{}", number + 1),
      .subject = {.model = "Net " + kMarkup,
                  .image_size = 224,
                  .provenance = {{"seed", std::to_string(number)}, {"__proto__", kMarkup}},
                  .data_digest = std::string(64, 'd'),
                  .border = "pet"},
      .setup = {{"params.learning_rate", number == 2 ? "0.001" : "0.002"},
                {"setup.loss", "CE+Dice"}}};
  for (int i = 0; i < kPhotos; ++i) {
    ScoredPhoto photo{.record = record_of(i), .seen = Seen::kNever};
    photo.score = score_masks(drawn_photo(i).truth, drawn_prediction(i, number));
    run.photos.push_back(photo);
  }
  run.photos[5].seen = number == 2 ? Seen::kTrained : Seen::kNever;
  if (number == 1) run.name = kMarkup;
  return run;
}

/// As shown_changes() does it, of three photos that got worse and three that got better; the last
/// one lacks the pictures.
std::vector<ShownChange> drawn_changes(const Comparison& comparison) {
  std::vector<ShownChange> shown;
  const std::size_t last = comparison.photos.size() - 1;
  for (const std::size_t change :
       {std::size_t{0}, std::size_t{1}, std::size_t{2}, last, last - 1, last - 2}) {
    const int i = static_cast<int>(comparison.photos[change].before);
    const auto [image, truth] = drawn_photo(i);
    const PhotoPictures before = photo_pictures(image, truth, drawn_prediction(i, 0));
    const PhotoPictures after = photo_pictures(image, truth, drawn_prediction(i, 2));
    shown.push_back({change, before.jpeg, before.labels, after.labels, ""});
  }
  shown.back() = {.change = last - 2, .missing = "photo.jpg: cannot be read " + kMarkup};
  return shown;
}

std::string drawn_page() {
  const Comparison comparison =
      compare({drawn_run(0), drawn_run(1), drawn_run(2)}, {.allowed = 0.01});
  return comparison_page(comparison, drawn_changes(comparison));
}

}  // namespace
}  // namespace petseg

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: write_comparison_page FILE\n";
    return 2;
  }
  try {
    petseg::write_file(argv[1], petseg::drawn_page());
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
  return 0;
}
