#include "data/composite/cutout.h"

#include <algorithm>

#include <opencv2/imgproc.hpp>

#include "petseg/image/resize.h"

#include "data/composite/matte.h"

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

/// The longest straight vertical edge of a shape, as a share of its height: where the most pixels
/// of a column differ from those on their left.
double longest_edge(const cv::Mat& shape) {
  if (shape.cols < 2) return 1;
  const int last = shape.cols - 1;
  const cv::Mat edges = shape.colRange(1, last + 1) != shape.colRange(0, last);
  cv::Mat sums;
  cv::reduce(edges, sums, 0, cv::REDUCE_SUM, CV_32S);
  double most = 0;
  cv::minMaxLoc(sums, nullptr, &most);
  return most / 255 / shape.rows;
}

/// A photo's frame, furniture and other things before an animal leave straight edges. What an
/// animal lies on does as well, below.
bool has_straight_edge(const cv::Mat& shape) {
  constexpr double kMaxEdge = 0.3;
  const cv::Mat upper = shape.rowRange(0, (2 * shape.rows + 2) / 3);
  return longest_edge(shape) > kMaxEdge || longest_edge(upper.t()) > kMaxEdge;
}

/// Whether a line of pixels has one colour.
bool is_plain(const cv::Mat& line) {
  cv::Scalar mean, deviation;
  cv::meanStdDev(line, mean, deviation);
  return std::max({deviation[0], deviation[1], deviation[2]}) < 6;
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
  return !has_straight_edge(inner) && is_one_piece(inner, subject.area);
}

bool has_frame(const cv::Mat& image) {
  const int y = image.rows / 12;
  const int x = image.cols / 12;
  const auto framed = [](const cv::Mat& border, const cv::Mat& inner) {
    return is_plain(border) && !is_plain(inner);
  };
  const int bottom = image.rows - 1, right = image.cols - 1;
  return (framed(image.row(0), image.row(y)) && framed(image.row(bottom), image.row(bottom - y))) ||
         (framed(image.col(0), image.col(x)) && framed(image.col(right), image.col(right - x)));
}

cv::Size scaled_size(const Subject& subject, double scale) {
  return {std::max(1, cvRound(scale * subject.box.width)),
          std::max(1, cvRound(scale * subject.box.height))};
}

Cutout cut_out(const LabelledPhoto& photo, const Subject& subject, double scale, bool flipped) {
  const cv::Rect& box = subject.box;
  const cv::Size size = scaled_size(subject, scale);
  Cutout cutout;
  cutout.species = subject.species;
  const Matte matte = find_matte(photo.image, subject);
  cutout.image = resize_image(matte.colour, size.height, size.width);
  cutout.alpha = resize_image(matte.alpha, size.height, size.width);
  cv::Mat labels = cv::Mat::zeros(box.size(), CV_8U);
  photo.mask(box).copyTo(labels, subject.shape(box));
  cutout.labels = resize_mask(labels, size.height, size.width);
  if (flipped) {
    for (cv::Mat* part : {&cutout.image, &cutout.alpha, &cutout.labels}) cv::flip(*part, *part, 1);
  }
  cv::GaussianBlur(cutout.alpha, cutout.alpha, {}, /*sigmaX=*/0.8, 0, cv::BORDER_REPLICATE);
  return cutout;
}

}  // namespace petseg
