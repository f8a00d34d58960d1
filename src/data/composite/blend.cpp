#include "data/composite/blend.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "data/composite/matte.h"

namespace petseg {
namespace {

// The two photos' means stand for their light: a part of the difference is taken over.
constexpr double kLuminanceShare = 0.4;
constexpr double kCastShare = 0.2;

double luminance(const cv::Scalar& rgb) {
  return std::max(1.0, 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2]);
}

void match_light(cv::Mat& image, const cv::Mat& own_photo, const cv::Mat& host) {
  const cv::Scalar own = cv::mean(own_photo);
  const cv::Scalar wanted = cv::mean(host);
  const double lighter = luminance(wanted) / luminance(own);
  const double gain = std::clamp(std::pow(lighter, kLuminanceShare), 0.75, 1.25);
  cv::Scalar gains;
  for (int c = 0; c < 3; ++c) {
    const double cast = (wanted[c] + 1) / (own[c] + 1) / lighter;
    gains[c] = gain * std::clamp(std::pow(cast, kCastShare), 0.94, 1.06);
  }
  cv::Mat table(1, 256, CV_8UC3);
  for (int v = 0; v < 256; ++v) {
    for (int c = 0; c < 3; ++c) {
      table.at<cv::Vec3b>(v)[c] = cv::saturate_cast<std::uint8_t>(gains[c] * v);
    }
  }
  cv::LUT(image, table, image);
}

cv::Mat grey_of(const cv::Mat& rgb) {
  cv::Mat grey;
  cv::cvtColor(rgb, grey, cv::COLOR_RGB2GRAY);
  return grey;
}

/// The 95th percentile of the Laplacian's absolute values where `mask` is set: how hard the hardest
/// edges are.
double sharpness(const cv::Mat& grey, const cv::Mat& mask) {
  cv::Mat edges;
  cv::Laplacian(grey, edges, CV_16S);
  edges = cv::abs(edges);
  edges.convertTo(edges, CV_8U);
  std::array<int, 256> counts{};
  int total = 0;
  for (int y = 0; y < edges.rows; ++y) {
    const auto* edge = edges.ptr<std::uint8_t>(y);
    const auto* counted = mask.ptr<std::uint8_t>(y);
    for (int x = 0; x < edges.cols; ++x) {
      if (counted[x] == 0) continue;
      ++counts[edge[x]];
      ++total;
    }
  }
  int above = total / 20;
  int value = 255;
  while (value > 0 && (above -= counts[static_cast<std::size_t>(value)]) >= 0) --value;
  return value;
}

void match_sharpness(Cutout& cutout, const cv::Mat& host, const cv::Rect& sharp_part) {
  const double own = sharpness(grey_of(cutout.image), cutout.alpha == 255);
  const cv::Mat part = grey_of(host(sharp_part));
  const double wanted = sharpness(part, cv::Mat::ones(part.size(), CV_8U));
  const double ratio = own / std::max(1.0, wanted);
  if (ratio < 1.3) return;
  // A Gaussian of 0.5 pixels takes about a third off a fine texture's Laplacian, one of 1 two
  // thirds.
  const double sigma = std::min(0.45 * std::sqrt(ratio - 0.5), 1.2);
  cv::GaussianBlur(cutout.image, cutout.image, {}, sigma, 0, cv::BORDER_REPLICATE);
}

/// The deviation of an image's noise (Immerkær, "Fast Noise Variance Estimation", 1996), from its
/// smoothest blocks only, since texture would count as noise.
double noise_deviation(const cv::Mat& grey) {
  constexpr int kBlock = 16;
  if (grey.rows < kBlock || grey.cols < kBlock) return 0;
  const cv::Mat kernel = (cv::Mat_<float>(3, 3) << 1, -2, 1, -2, 4, -2, 1, -2, 1);
  cv::Mat response;
  std::vector<double> means;
  for (int y = 0; y + kBlock <= grey.rows; y += 3 * kBlock) {
    cv::filter2D(grey.rowRange(y, y + kBlock), response, CV_16S, kernel);
    response = cv::abs(response);
    for (int x = 0; x + kBlock <= grey.cols; x += 2 * kBlock) {
      means.push_back(cv::mean(response.colRange(x, x + kBlock))[0]);
    }
  }
  const auto quarter = means.begin() + static_cast<std::ptrdiff_t>(means.size() / 4);
  std::nth_element(means.begin(), quarter, means.end());
  return *quarter * std::sqrt(std::numbers::pi / 2) / 6;
}

void match_grain(cv::Mat& image, const cv::Mat& host, Rng& rng) {
  const double own = noise_deviation(grey_of(image));
  const double wanted = noise_deviation(grey_of(host));
  const double added = std::min(std::sqrt(std::max(0.0, wanted * wanted - own * own)), 4.0);
  if (added < 0.7) return;
  cv::Mat noise(image.size(), CV_16S);
  cv::RNG(rng.next()).fill(noise, cv::RNG::NORMAL, 0, added);
  cv::merge(std::array<cv::Mat, 3>{noise, noise, noise}, noise);
  cv::add(image, noise, image, cv::noArray(), CV_8U);
}

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

void harmonise(Cutout& cutout, const cv::Mat& own_photo, const cv::Mat& host,
               const cv::Rect& sharp_part, Rng& rng) {
  match_light(cutout.image, own_photo, host);
  match_sharpness(cutout, host, sharp_part);
  match_grain(cutout.image, host, rng);
}

Visible paste(const Cutout& cutout, const Placement& placement, const Subject& host_subject,
              LabelledPhoto& host) {
  const cv::Point& corner = placement.corner;
  const cv::Rect inside = cv::Rect(corner, cutout.alpha.size()) & cv::Rect({}, host.image.size());
  const cv::Mat before = placement.in_front ? cv::Mat() : host.image.clone();
  cv::Mat cover =
      cv::Mat::zeros(host.mask.size(), CV_8U);  // the host's animal, where it is in front
  if (!placement.in_front && !(inside & host_subject.box).empty()) {
    find_matte(host.image, host_subject).alpha.copyTo(cover(host_subject.box));
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
