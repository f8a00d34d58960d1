#include "data/composite/blend.h"

#include <algorithm>
#include <cstdint>

#include <opencv2/imgproc.hpp>

namespace petseg {
namespace {

/// How dark the ground is where the cutout touches it, 0 … 255, as large as the cutout and `margin`
/// pixels on the left, the right and below: its lowest edge, blurred.
cv::Mat contact_shadow(const cv::Mat& alpha, int margin) {
  cv::Mat shadow = cv::Mat::zeros(alpha.rows + margin, alpha.cols + 2 * margin, CV_8U);
  const int touching = alpha.rows - std::max(2, alpha.rows / 8);
  const int thickness = std::max(1, margin / 3);
  for (int x = 0; x < alpha.cols; ++x) {
    for (int y = alpha.rows - 1; y >= touching; --y) {
      if (alpha.at<std::uint8_t>(y, x) < kOpaque) continue;
      shadow(cv::Rect(x + margin, y, 1, thickness)).setTo(255);
      break;
    }
  }
  const int top = std::max(0, touching - margin);
  cv::Mat part = shadow.rowRange(top, shadow.rows);
  const int wide = 2 * (margin / 2) + 1;
  const int high = 2 * (margin / 4) + 1;
  for (int i = 0; i < 2; ++i) cv::blur(part, part, {wide, high}, {-1, -1}, cv::BORDER_ISOLATED);
  return shadow;
}

void cast_shadow(const Cutout& cutout, const cv::Point& corner, cv::Mat& image) {
  constexpr double kStrength = 0.75;
  const int margin = std::max(3, cutout.alpha.rows / 12);
  const cv::Mat shadow = contact_shadow(cutout.alpha, margin);
  const cv::Rect place(corner - cv::Point(margin, 0), shadow.size());
  const cv::Rect inside = place & cv::Rect({}, image.size());
  for (int y = inside.y; y < inside.br().y; ++y) {
    const auto* dark = shadow.ptr<std::uint8_t>(y - place.y);
    auto* to = image.ptr<cv::Vec3b>(y);
    for (int x = inside.x; x < inside.br().x; ++x) {
      if (dark[x - place.x] == 0) continue;
      const double kept = 1 - kStrength * dark[x - place.x] / 255;
      for (int c = 0; c < 3; ++c) to[x][c] = cv::saturate_cast<std::uint8_t>(kept * to[x][c]);
    }
  }
}

cv::Vec3b mix(const cv::Vec3b& below, const cv::Vec3b& above, int alpha) {
  cv::Vec3b mixed;
  for (int c = 0; c < 3; ++c) {
    const int value = alpha * above[c] + (255 - alpha) * below[c];
    mixed[c] = static_cast<std::uint8_t>((value + 127) / 255);
  }
  return mixed;
}

}  // namespace

Visible paste(const Cutout& cutout, const Placement& placement, const AnimalPhoto& own,
              LabelledPhoto& host) {
  const Subject& host_subject = *own.subject();
  const cv::Point& corner = placement.corner;
  const cv::Rect inside = cv::Rect(corner, cutout.alpha.size()) & cv::Rect({}, host.image.size());
  const cv::Mat before = placement.in_front ? cv::Mat() : host.image.clone();
  cv::Mat cover =
      cv::Mat::zeros(host.mask.size(), CV_8U);  // the host's animal, where it is in front
  if (!placement.in_front && !(inside & host_subject.box).empty()) {
    own.matte().alpha.copyTo(cover(host_subject.box));
  }
  if (placement.has_shadow) cast_shadow(cutout, corner, host.image);

  Visible visible{};
  for (int y = inside.y; y < inside.br().y; ++y) {
    const auto* from = cutout.image.ptr<cv::Vec3b>(y - corner.y);
    const auto* alpha = cutout.alpha.ptr<std::uint8_t>(y - corner.y);
    const auto* labels = cutout.labels.ptr<std::uint8_t>(y - corner.y);
    const auto* covering = cover.ptr<std::uint8_t>(y);
    auto* to = host.image.ptr<cv::Vec3b>(y);
    auto* label = host.mask.ptr<std::uint8_t>(y);
    for (int x = inside.x; x < inside.br().x; ++x) {
      const int u = x - corner.x;
      to[x] = mix(to[x], from[u], alpha[u]);
      const bool is_opaque = alpha[u] >= kOpaque;
      if (covering[x] >= kOpaque || (!placement.in_front && label[x] == kIgnoreLabel)) continue;
      if (!is_opaque && labels[u] != kIgnoreLabel) continue;
      if (label[x] == host_subject.species) ++visible.host_hidden;
      // Resizing may have moved the labels' edge by a pixel.
      label[x] = labels[u];
      if (label[x] == kBackground) label[x] = cutout.species;
      visible.pasted += is_opaque ? 1 : 0;
    }
  }
  if (placement.in_front) return visible;

  // The host's animal again, before the other and its shadow.
  for (int y = host_subject.box.y; y < host_subject.box.br().y; ++y) {
    const auto* from = before.ptr<cv::Vec3b>(y);
    const auto* covering = cover.ptr<std::uint8_t>(y);
    auto* to = host.image.ptr<cv::Vec3b>(y);
    for (int x = host_subject.box.x; x < host_subject.box.br().x; ++x) {
      if (covering[x] > 0 && to[x] != from[x]) to[x] = mix(to[x], from[x], covering[x]);
    }
  }
  return visible;
}

}  // namespace petseg
