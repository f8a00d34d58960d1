#include "data/composite/subject.h"

#include <algorithm>

#include <opencv2/imgproc.hpp>

#include "data/composite/outline.h"

namespace petseg {
namespace {

/// The animal with the ignored pixels next to it. Those elsewhere are not its border.
cv::Mat shape_of(const cv::Mat& mask) {
  const cv::Mat ignored = mask == kIgnoreLabel;
  cv::Mat shape = (mask != kBackground) - ignored;
  if (cv::countNonZero(ignored) == 0) return shape;
  const int reach = std::max(2, cvRound(0.03 * std::max(mask.rows, mask.cols)));
  cv::Mat near;
  cv::dilate(shape, near, cv::Mat::ones(2 * reach + 1, 2 * reach + 1, CV_8U));
  return shape | (near & ignored);
}

double covered(const cv::Mat& line) {
  return cv::countNonZero(line) / static_cast<double>(line.total());
}

/// A side is cut where the animal lies along the photo's border, or ends in a straight line before
/// it: in photos with a frame, or behind furniture. `edge` is a strip along the animal's end.
bool is_cut(const cv::Mat& border, const cv::Mat& outermost, const cv::Mat& edge, int across) {
  if (covered(border) > 0.03 || covered(outermost) > 0.3) return true;
  cv::Mat ends;
  cv::reduce(edge, ends, across, cv::REDUCE_MAX);
  return covered(ends) > 0.6;  // of an ellipse it would be a half
}

CutSides cut_sides(const cv::Mat& shape, const cv::Rect& box) {
  const cv::Mat inner = shape(box);
  const int high = std::max(1, box.height / 64);
  const int wide = std::max(1, box.width / 64);
  constexpr int kRows = 0, kColumns = 1;
  return {is_cut(shape.row(0), inner.row(0), inner.rowRange(0, high), kRows),
          is_cut(shape.row(shape.rows - 1), inner.row(inner.rows - 1),
                 inner.rowRange(inner.rows - high, inner.rows), kRows),
          is_cut(shape.col(0), inner.col(0), inner.colRange(0, wide), kColumns),
          is_cut(shape.col(shape.cols - 1), inner.col(inner.cols - 1),
                 inner.colRange(inner.cols - wide, inner.cols), kColumns)};
}

/// Cats behind a branch are not.
bool is_one_piece(const cv::Mat& shape, double area) {
  cv::Mat labels, stats, centres;
  const int count = cv::connectedComponentsWithStats(shape, labels, stats, centres, 8, CV_16U);
  int largest = 0;
  for (int i = 1; i < count; ++i) {
    largest = std::max(largest, stats.at<int>(i, cv::CC_STAT_AREA));
  }
  return largest > 0.98 * area;
}

}  // namespace

std::optional<Subject> find_subject(const cv::Mat& mask) {
  const int cat = cv::countNonZero(mask == kCat);
  const int dog = cv::countNonZero(mask == kDog);
  if (cat + dog == 0) return {};
  Subject subject;
  subject.shape = shape_of(mask);
  subject.box = cv::boundingRect(subject.shape);
  subject.area = cv::countNonZero(subject.shape);
  subject.cut = cut_sides(subject.shape, subject.box);
  subject.species = cat > dog ? kCat : kDog;
  return subject;
}

bool looks_natural(const Subject& subject) {
  const cv::Mat inner = subject.shape(subject.box);
  return is_one_piece(inner, subject.area) && !has_straight_edge(subject);
}

}  // namespace petseg
