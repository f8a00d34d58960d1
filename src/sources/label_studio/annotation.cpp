#include "sources/label_studio/annotation.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <opencv2/core.hpp>

#include "petseg/core/classes.h"
#include "petseg/core/error.h"
#include "petseg/sources/raw_photo.h"

#include "sources/class_map.h"
#include "sources/label_studio/shape_mask.h"
#include "sources/packed_bytes.h"

namespace petseg {
namespace {

constexpr std::uint32_t kFormat = 1;

/// Writes a region behind its shape's index in the variant.
class RegionPacker {
 public:
  explicit RegionPacker(PackedWriter& out) : out_(out) {}

  void operator()(const Brush& brush) const {
    out_.add(static_cast<std::uint32_t>(brush.runs.size()));
    for (const std::uint32_t run : brush.runs) out_.add(run);
  }
  void operator()(const Rectangle& r) const {
    for (const double number : {r.x, r.y, r.width, r.height, r.rotation}) out_.add(number);
  }
  void operator()(const Ellipse& e) const {
    for (const double number : {e.x, e.y, e.radius_x, e.radius_y, e.rotation}) out_.add(number);
  }
  void operator()(const Polygon& polygon) const {
    out_.add(static_cast<std::uint32_t>(polygon.points.size()));
    for (const cv::Point2d& point : polygon.points) {
      out_.add(point.x);
      out_.add(point.y);
    }
  }

 private:
  PackedWriter& out_;
};

/// Draws packed regions into a mask, one after the other.
class RegionPainter {
 public:
  RegionPainter(PackedReader& in, cv::Mat& mask) : in_(in), mask_(mask) {}

  void paint() {
    while (!in_.at_end()) {
      const auto label = static_cast<std::uint8_t>(in_.number());
      switch (in_.number()) {
        case 0: paint_brush(label); break;
        case 1: paint_rectangle(label); break;
        case 2: paint_ellipse(label); break;
        case 3: paint_polygon(label); break;
        default: throw DataError("a packed region of an unknown shape");
      }
    }
  }

 private:
  void paint_brush(std::uint8_t label) {
    std::uint8_t* pixel = mask_.ptr();
    std::size_t left = mask_.total();
    const std::uint32_t count = in_.number();
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::size_t length = in_.number();
      if (length > left) throw DataError("a brush region larger than its photo");
      if (i % 2 == 1) std::fill_n(pixel, length, label);
      pixel += length;
      left -= length;
    }
  }

  void paint_rectangle(std::uint8_t label) {
    const cv::Point2d corner = point();
    const cv::Point2d size = point();
    fill_polygon(mask_, rectangle_corners(corner, cv::Size2d(size), in_.real()), label);
  }

  void paint_ellipse(std::uint8_t label) {
    const cv::Point2d centre = point();
    const cv::Point2d radii = point();
    fill_ellipse(mask_, centre, cv::Size2d(radii), in_.real(), label);
  }

  void paint_polygon(std::uint8_t label) {
    std::vector<cv::Point2d> points;
    for (std::uint32_t left = in_.number(); left > 0; --left) points.push_back(point());
    fill_polygon(mask_, points, label);
  }

  /// Percent → pixels.
  cv::Point2d point() {
    const double x = in_.real() / 100 * mask_.cols;
    const double y = in_.real() / 100 * mask_.rows;
    return {x, y};
  }

  PackedReader& in_;
  cv::Mat& mask_;
};

/// One class for each pixel from the masks of several annotators, taken one at a time.
class Vote {
 public:
  explicit Vote(cv::Size size) {
    for (cv::Mat& count : counts_) count = cv::Mat::zeros(size, CV_8U);
  }

  void add(const cv::Mat& mask) {
    for (int id = 0; id < kNumClasses; ++id) {
      cv::Mat& count = counts_[static_cast<std::size_t>(id)];
      cv::add(count, 1, count, mask == id);
    }
    ++annotators_;
  }

  cv::Mat result() const {
    cv::Mat mask(counts_.front().size(), CV_8U, cv::Scalar(kIgnoreLabel));
    for (int id = 0; id < kNumClasses; ++id) {
      mask.setTo(id, counts_[static_cast<std::size_t>(id)] > annotators_ / 2);
    }
    return mask;
  }

 private:
  std::array<cv::Mat, kNumClasses> counts_;
  int annotators_ = 0;
};

cv::Mat draw(std::string_view regions, cv::Size size) {
  cv::Mat mask(size, CV_8U, cv::Scalar(kBackground));
  PackedReader in(regions);
  RegionPainter(in, mask).paint();
  return mask;
}

cv::Mat draw_annotation(std::string_view bytes, cv::Size photo_size) {
  PackedReader in(bytes);
  if (in.number() != kFormat) throw DataError("a packed annotation of another format");
  const int width = static_cast<int>(in.number());
  const int height = static_cast<int>(in.number());
  const cv::Size size = width > 0 && height > 0 ? cv::Size(width, height) : photo_size;
  const cv::Mat first = draw(in.text(), size);
  if (in.at_end()) return first;
  Vote vote(size);
  vote.add(first);
  while (!in.at_end()) vote.add(draw(in.text(), size));
  return vote.result();
}

}  // namespace

std::string pack_regions(std::span<const Region> regions) {
  PackedWriter out;
  for (const Region& region : regions) {
    out.add(std::uint32_t{region.label});
    out.add(static_cast<std::uint32_t>(region.shape.index()));
    std::visit(RegionPacker(out), region.shape);
  }
  return out.take();
}

std::string pack_annotation(cv::Size size, std::span<const std::string> annotators) {
  PackedWriter out;
  out.add(kFormat);
  out.add(static_cast<std::uint32_t>(size.width));
  out.add(static_cast<std::uint32_t>(size.height));
  for (const std::string& regions : annotators) out.add(std::string_view(regions));
  return out.take();
}

cv::Mat LabelStudioTruth::mask(const RawPhoto& photo, std::string_view bytes,
                               cv::Size photo_size) const {
  cv::Mat mask;
  try {
    mask = draw_annotation(bytes, photo_size);
  } catch (const DataError& error) {
    throw DataError(fmt::format("{}: {}", photo.name, error.what()));
  }
  require_pet(mask, photo.name);
  return mask;
}

}  // namespace petseg
