#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "petseg/image/canvas.h"
#include "petseg/image/chart.h"
#include "petseg/image/text.h"

#include "image/axis.h"
#include "image/legend.h"

namespace petseg {
namespace {

constexpr std::size_t kMaxBars = 80;
constexpr int kMargin = 28;
constexpr int kBarLength = 620;
constexpr int kRowHeight = 22;
constexpr int kBarHeight = 14;
constexpr double kMinNameWidth = 120;
constexpr double kMaxNameWidth = 260;
constexpr int kNameGap = 12;
constexpr int kColumnWidth = 76;  // of the two columns of numbers at the right
constexpr double kKeysMiddle = 148;
constexpr int kBarsTop = 196;
constexpr int kBarsBottom = 66;

constexpr TextStyle kTitle{.size = 20, .bold = true};
constexpr TextStyle kTileName{.size = 13, .colour = kMutedInk};
constexpr TextStyle kTileValue{.size = 21, .bold = true};
constexpr TextStyle kRowText{.size = 14};
constexpr TextStyle kSmall{.size = 13, .colour = kMutedInk};

constexpr std::array kKinds{
    LegendEntry{"right", kRightColour}, LegendEntry{"other species", kSwappedColour},
    LegendEntry{"missed", kMissedColour}, LegendEntry{"invented", kInventedColour}};

/// Where things stand: names | bars | two columns of numbers.
struct Layout {
  int bars_left;
  int rows;

  int bars_right() const { return bars_left + kBarLength; }
  int width() const { return bars_right() + 2 * kColumnWidth + kMargin; }
  int bars_bottom() const { return kBarsTop + (rows > 0 ? rows : 4) * kRowHeight; }
  int height() const { return bars_bottom() + kBarsBottom; }
  double middle(int row) const { return kBarsTop + (row + 0.5) * kRowHeight; }
  double x(double score) const { return bars_left + score * kBarLength; }
  double column(int index) const { return bars_right() + (index + 1) * kColumnWidth; }
};

Layout layout_of(const std::vector<CategoryBar>& bars) {
  double names = kMinNameWidth;
  for (const CategoryBar& bar : bars) names = std::max(names, text_width(bar.name, kRowText));
  return {kMargin + cvCeil(std::min(names, kMaxNameWidth)) + kNameGap,
          static_cast<int>(bars.size())};
}

/// Photos without an mIoU come last.
void sort_by_miou(std::vector<CategoryBar>& bars) {
  const auto key = [](const CategoryBar& bar) { return std::isnan(bar.miou) ? 2.0 : bar.miou; };
  std::sort(bars.begin(), bars.end(), [&](const CategoryBar& a, const CategoryBar& b) {
    return key(a) != key(b) ? key(a) < key(b) : a.name < b.name;
  });
}

void draw_heading(cv::Mat& canvas, const std::string& title, std::size_t photos) {
  double right = canvas.cols - kMargin;
  if (photos > kMaxBars) {
    const std::string note = fmt::format("the {} lowest of {} photos", kMaxBars, photos);
    draw_text(canvas, note, {right, 48}, kLegendText, Align::kRight);
    right -= text_width(note, kLegendText) + 24;
  }
  draw_text(canvas, fit_text(title, kTitle, right - kMargin), {kMargin, 48}, kTitle);
}

void draw_tiles(cv::Mat& canvas, const CategoryScores& scores, std::size_t photos) {
  std::vector<std::pair<std::string, std::string>> tiles{{"photos", std::to_string(photos)},
                                                         {"mIoU", score_text(scores.miou)}};
  for (std::size_t i = 0; i < kNumClasses; ++i)
    tiles.emplace_back("IoU " + std::string(kClassNames[i]), score_text(scores.iou[i]));
  tiles.emplace_back("pet IoU", score_text(scores.pet_iou));
  tiles.emplace_back("species swap", percent_text(scores.species_swap));

  const double pitch = (canvas.cols - 2.0 * kMargin) / static_cast<double>(tiles.size());
  double left = kMargin;
  for (const auto& [name, value] : tiles) {
    draw_text(canvas, value, {left, 92}, kTileValue);
    draw_text(canvas, name, {left, 114}, kTileName);
    left += pitch;
  }
}

void draw_keys(cv::Mat& canvas, const Layout& layout) {
  const double y = kKeysMiddle;
  cv::Point2d place(layout.bars_left, y);
  draw_legend(canvas, kKinds, place);
  place.x += legend_width(kKinds) + 26;
  fill_circle(canvas, place, 4.5, kInk);
  place.x += 11;
  draw_text_centred(canvas, "mIoU", place, kLegendText);
  place.x += text_width("mIoU", kLegendText) + 22;
  draw_line(canvas, {{place.x, y - 7}, {place.x, y + 7}}, 1.5, kInk);
  place.x += 9;
  draw_text_centred(canvas, "mIoU of all photos", place, kLegendText);
}

void draw_axis(cv::Mat& canvas, const Layout& layout) {
  const Axis axis{0, 1, 0.1};
  for (const double tick : axis.ticks()) {
    const int x = cvRound(layout.x(tick));
    fill_rect(canvas, {x, kBarsTop - 4, 1, layout.bars_bottom() - kBarsTop + 8}, kGrid);
    for (const double y : {kBarsTop - 14.0, layout.bars_bottom() + 15.0})
      draw_text_centred(canvas, axis.label(tick), {x + 0.5, y}, kSmall, Align::kCentre);
  }
  draw_text_centred(canvas,
                    "a bar: the pixels that are pet in truth or prediction; "
                    "right + other species = pet IoU",
                    {static_cast<double>(layout.bars_left), layout.bars_bottom() + 38.0}, kSmall);
  draw_text_centred(canvas, "mIoU", {layout.column(0), kBarsTop - 14.0}, kSmall, Align::kRight);
  draw_text_centred(canvas, "pet IoU", {layout.column(1), kBarsTop - 14.0}, kSmall, Align::kRight);
}

void draw_row(cv::Mat& canvas, const Layout& layout, int row, const CategoryBar& bar) {
  const double y = layout.middle(row);
  const double total = bar.right + bar.swapped + bar.missed + bar.invented;
  draw_text_centred(canvas, fit_text(bar.name, kRowText, kMaxNameWidth),
                    {static_cast<double>(layout.bars_left - kNameGap), y}, kRowText, Align::kRight);

  const int top = cvRound(y) - kBarHeight / 2;
  fill_rect(canvas, {layout.bars_left, top, kBarLength, kBarHeight}, kCard);
  double start = 0;
  for (const auto& [value, colour] : {std::pair{bar.right, kRightColour},
                                      {bar.swapped, kSwappedColour},
                                      {bar.missed, kMissedColour},
                                      {bar.invented, kInventedColour}}) {
    const double end = total > 0 ? start + value / total : 0;
    const int left = cvRound(layout.x(start)), right = cvRound(layout.x(end));
    fill_rect(canvas, {left, top, right - left, kBarHeight}, colour);
    start = end;
  }

  const double pet_iou = total > 0 ? (bar.right + bar.swapped) / total : std::nan("");
  draw_text_centred(canvas, score_text(bar.miou), {layout.column(0), y}, kRowText, Align::kRight);
  draw_text_centred(canvas, score_text(pet_iou), {layout.column(1), y}, kRowText, Align::kRight);
}

void draw_miou_dot(cv::Mat& canvas, const Layout& layout, int row, double miou) {
  if (std::isnan(miou)) return;
  const cv::Point2d centre(layout.x(miou), layout.middle(row));
  fill_circle(canvas, centre, 5.5, kPaper);
  fill_circle(canvas, centre, 4, kInk);
}

void draw_empty_state(cv::Mat& canvas, const Layout& layout) {
  const double top = kKeysMiddle, bottom = layout.bars_bottom();
  fill_rounded(canvas, {kMargin, top, canvas.cols - 2.0 * kMargin, bottom - top}, 8, kCard);
  draw_text_centred(canvas, "no photos in this category", {canvas.cols / 2.0, (top + bottom) / 2},
                    {.size = 16, .colour = kMutedInk}, Align::kCentre);
}

}  // namespace

cv::Mat category_chart(const std::string& title, const CategoryScores& scores,
                       std::vector<CategoryBar> bars) {
  const std::size_t photos = bars.size();
  sort_by_miou(bars);
  if (photos > kMaxBars) bars.resize(kMaxBars);
  const Layout layout = layout_of(bars);

  cv::Mat canvas = make_canvas(layout.height(), layout.width());
  draw_heading(canvas, title, photos);
  draw_tiles(canvas, scores, photos);
  if (photos == 0) {
    draw_empty_state(canvas, layout);
    return canvas;
  }
  draw_keys(canvas, layout);
  draw_axis(canvas, layout);
  for (int row = 0; const CategoryBar& bar : bars) draw_row(canvas, layout, row++, bar);
  if (!std::isnan(scores.miou)) {
    const double x = layout.x(scores.miou);
    draw_line(canvas, {{x, kBarsTop - 4.0}, {x, layout.bars_bottom() + 4.0}}, 1.5, kInk);
  }
  for (int row = 0; const CategoryBar& bar : bars) draw_miou_dot(canvas, layout, row++, bar.miou);
  return canvas;
}

}  // namespace petseg
