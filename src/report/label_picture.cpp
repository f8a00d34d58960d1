#include "report/label_picture.h"

#include <array>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include "petseg/core/classes.h"
#include "petseg/image/palette.h"

#include "image/label_marks.h"
#include "image/png_codec.h"

namespace petseg {
namespace {

constexpr std::uint8_t kTint = 80;    // opacities, of 255, as overlay_png() has them
constexpr std::uint8_t kRight = 150;  // the photo shows through where nothing is wrong
constexpr std::uint8_t kWrong = 235;

/// What one pixel of a label picture says.
struct Pixel {
  bool is_known = true;
  bool is_light = false;  ///< stripe, where the truth is not known
  int truth = 0;
  int prediction = 0;
  bool truth_edge = false;
  bool prediction_edge = false;
};

constexpr int kLightStripe = kNumClasses, kDarkStripe = kNumClasses + 1;
constexpr int kTruths = kNumClasses + 2;
constexpr int kPixels = kTruths * kNumClasses * 2 * 2;

int index_of(int truth, int prediction, bool truth_edge, bool prediction_edge) {
  return ((truth * kNumClasses + prediction) * 2 + (truth_edge ? 1 : 0)) * 2 +
         (prediction_edge ? 1 : 0);
}

Pixel pixel_of(int index) {
  const int truth = index / 4 / kNumClasses;
  return {.is_known = truth < kNumClasses,
          .is_light = truth == kLightStripe,
          .truth = truth,
          .prediction = index / 4 % kNumClasses,
          .truth_edge = index / 2 % 2 == 1,
          .prediction_edge = index % 2 == 1};
}

constexpr PngColour kNothing{kPaper, 0};

PngColour stripe(const Pixel& pixel) {
  return pixel.is_light ? PngColour{kPaper, 190} : PngColour{kInk, 150};
}

PngColour class_colour(int id, bool is_edge) {
  if (id == kBackground) return kNothing;
  return {kClassColours[id], is_edge ? std::uint8_t{255} : kTint};
}

PngColour error_colour(const Pixel& pixel) {
  const bool is_pet = pixel.truth != kBackground;
  const bool is_found = pixel.prediction != kBackground;
  if (!is_pet && !is_found) return kNothing;
  if (!is_found) return {kMissedColour, kWrong};
  if (!is_pet) return {kInventedColour, kWrong};
  if (pixel.truth != pixel.prediction) return {kSwappedColour, kWrong};
  return {kRightColour, kRight};
}

PngColour colour(LabelView view, const Pixel& pixel) {
  if (view == LabelView::kPrediction) return class_colour(pixel.prediction, pixel.prediction_edge);
  if (!pixel.is_known) return stripe(pixel);
  return view == LabelView::kTruth ? class_colour(pixel.truth, pixel.truth_edge)
                                   : error_colour(pixel);
}

std::vector<PngColour> palette(LabelView view) {
  std::vector<PngColour> colours;
  for (int index = 0; index < kPixels; ++index) colours.push_back(colour(view, pixel_of(index)));
  return colours;
}

int truth_of(std::uint8_t label, int x, int y) {
  if (label != kIgnoreLabel) return label;
  return is_light_stripe(x, y) ? kLightStripe : kDarkStripe;
}

}  // namespace

std::string label_picture(const cv::Mat& truth, const cv::Mat& prediction) {
  if (truth.type() != CV_8U || prediction.type() != CV_8U || truth.size() != prediction.size()) {
    throw std::invalid_argument("label_picture: masks that do not belong together");
  }
  cv::Mat indices(truth.size(), CV_8U);
  for (int y = 0; y < truth.rows; ++y) {
    const auto* t = truth.ptr<std::uint8_t>(y);
    const auto* p = prediction.ptr<std::uint8_t>(y);
    auto* to = indices.ptr<std::uint8_t>(y);
    for (int x = 0; x < truth.cols; ++x) {
      if ((t[x] >= kNumClasses && t[x] != kIgnoreLabel) || p[x] >= kNumClasses) {
        throw std::invalid_argument("label_picture: a value that is no class");
      }
      to[x] = static_cast<std::uint8_t>(index_of(
          truth_of(t[x], x, y), p[x], is_on_edge(truth, x, y), is_on_edge(prediction, x, y)));
    }
  }
  return write_png(indices, palette(LabelView::kErrors));
}

std::string palette_chunks(LabelView view) {
  const std::string png = write_png(cv::Mat::zeros(1, 1, CV_8U), palette(view));
  return png.substr(kPaletteBegin, kPaletteEnd - kPaletteBegin);
}

std::string without_palette(std::string labels) {
  if (labels.size() > kPaletteEnd) labels.erase(kPaletteBegin, kPaletteEnd - kPaletteBegin);
  return labels;
}

}  // namespace petseg
