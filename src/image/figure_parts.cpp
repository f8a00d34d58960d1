#include "image/figure_parts.h"

#include <algorithm>

#include "petseg/image/canvas.h"
#include "petseg/image/text.h"

#include "image/flow.h"

namespace petseg {
namespace {

constexpr int kMargin = 20;
constexpr int kPanelGap = 12;
constexpr int kMinPanelWidth = 230;  // room for titles and scores under a very slim photo
constexpr int kHeadingHeight = 46;
constexpr int kTitleHeight = 26;
constexpr int kScoreLineHeight = 26;
constexpr double kScoreGap = 24;
constexpr double kNameGap = 7;

constexpr TextStyle kHeading{.size = 18, .bold = true};
constexpr TextStyle kTitle{.size = 14, .colour = kMutedInk};
constexpr TextStyle kScoreName{.size = 15, .colour = kMutedInk};
constexpr TextStyle kScoreValue{.size = 15, .bold = true};

double score_width(const FigureScore& score) {
  return text_width(score.name, kScoreName) + kNameGap + text_width(score.value, kScoreValue);
}

}  // namespace

cv::Size fitted(cv::Size image, cv::Size box) {
  const double scale = std::min(static_cast<double>(box.width) / image.width,
                                static_cast<double>(box.height) / image.height);
  return {std::max(1, cvRound(image.width * scale)), std::max(1, cvRound(image.height * scale))};
}

cv::Mat panel_strip(const std::vector<Panel>& panels) {
  const cv::Size picture = panels.front().picture.size();
  const int panel_width = std::max(picture.width, kMinPanelWidth);
  const int count = static_cast<int>(panels.size());
  cv::Mat canvas = make_canvas(kTitleHeight + picture.height + kMargin,
                               2 * kMargin + count * panel_width + (count - 1) * kPanelGap);
  int left = kMargin;
  for (const Panel& panel : panels) {
    double title_left = left;
    if (panel.colour) {
      fill_circle(canvas, {left + 6.0, kTitleHeight / 2.0 - 1}, 5.5, *panel.colour);
      title_left += 18;
    }
    draw_text_centred(canvas, panel.title, {title_left, kTitleHeight / 2.0 - 1}, kTitle);
    fill_rect(canvas, {left, kTitleHeight, panel_width, picture.height}, kCard);
    paste(canvas, panel.picture, {left + (panel_width - picture.width) / 2, kTitleHeight});
    left += panel_width + kPanelGap;
  }
  return canvas;
}

HeadingStrip heading_strip(const std::string& name, int width, double key_width) {
  HeadingStrip strip{make_canvas(kHeadingHeight, width),
                     {width - kMargin - key_width, kHeadingHeight / 2.0 + 2}};
  const double room = strip.key_left.x - kMargin - kScoreGap;
  draw_text_centred(strip.canvas, fit_text(name, kHeading, room), {kMargin, strip.key_left.y},
                    kHeading);
  return strip;
}

cv::Mat score_strip(const std::vector<FigureScore>& scores, int width) {
  if (scores.empty()) return {};
  std::vector<double> widths;
  for (const FigureScore& score : scores) widths.push_back(score_width(score));
  const std::vector<cv::Point2d> places =
      flow(widths, {width - 2.0 * kMargin, kScoreGap, kScoreLineHeight});
  const int height = cvRound(places.back().y) + kScoreLineHeight + kMargin - 8;
  cv::Mat canvas = make_canvas(height, width);
  for (std::size_t i = 0; i < scores.size(); ++i) {
    cv::Point2d left = places[i] + cv::Point2d(kMargin, kScoreLineHeight / 2.0 - 4);
    draw_text_centred(canvas, scores[i].name, left, kScoreName);
    left.x += text_width(scores[i].name, kScoreName) + kNameGap;
    draw_text_centred(canvas, scores[i].value, left, kScoreValue);
  }
  return canvas;
}

cv::Mat join_strips(const std::vector<cv::Mat>& strips) {
  cv::Mat joined;
  for (const cv::Mat& strip : strips)
    if (!strip.empty()) joined.push_back(strip);
  return joined;
}

}  // namespace petseg
