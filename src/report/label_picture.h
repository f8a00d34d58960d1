#pragma once

#include <string>
#include <string_view>

#include <opencv2/core/mat.hpp>

namespace petseg {

/// A palette PNG [H, W] whose indices keep all there is to say of a pixel: truth, prediction, and
/// where either has an outline. Its palette stands at a fixed place: to show another view, a page
/// puts other chunks there and needs to decode nothing. It comes with the palette of errors.
/// `truth` holds class ids and kIgnoreLabel, `prediction` class ids, of the same size.
std::string label_picture(const cv::Mat& truth, const cv::Mat& prediction);

/// Where a label picture's palette, the chunks PLTE and tRNS, begins and ends. Both are multiples
/// of three, so that in Base64, too, the parts can be exchanged as they are.
inline constexpr std::size_t kPaletteBegin = 33;
inline constexpr std::size_t kPaletteEnd = kPaletteBegin + 264;

enum class LabelView { kTruth, kPrediction, kErrors };

/// The chunks that make a label picture show a view.
std::string palette_chunks(LabelView view);

/// A label picture without its palette, which a page puts in; what is none stays as it is.
std::string without_palette(std::string labels);

}  // namespace petseg
