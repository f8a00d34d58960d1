#include "sources/synthetic_photo.h"

#include <algorithm>

#include <opencv2/imgproc.hpp>

#include "sources/synthetic_animal.h"
#include "sources/synthetic_scene.h"

namespace petseg {
namespace {

constexpr int kOversampling = 2;  // drawn larger, so that edges come out smooth

cv::Size photo_size(Rng& rng) {
  const int longer = cvRound(rng.uniform(360, 440));
  const int shorter = cvRound(longer * rng.uniform(0.66, 0.85));
  return rng.chance(0.7) ? cv::Size(longer, shorter) : cv::Size(shorter, longer);
}

/// Puts the posture's extent somewhere into the photo, mostly whole, with its feet on the ground.
Pose choose_pose(const Posture& posture, const SyntheticBreed& breed, const Scene& scene,
                 Rng& rng) {
  const cv::Size2d canvas = scene.image.size();
  const double wide = breed.body * (posture.right - posture.left);
  const double high = breed.body * (posture.bottom - posture.top);
  const double fill = posture.is_close_up ? rng.uniform(0.85, 1.25) : rng.uniform(0.42, 0.95);
  Pose pose;
  pose.scale = fill * std::min(canvas.width / wide, canvas.height / high);
  pose.faces_right = rng.chance(0.5);
  pose.degrees = 3 * rng.normal();

  const double left = pose.scale * breed.body * (pose.faces_right ? -posture.right : posture.left);
  const double room = canvas.width - pose.scale * wide;
  pose.origin.x = rng.uniform(-0.08, 1.08) * room - left;
  const double highest = std::max(pose.scale * high, scene.horizon + 0.1 * canvas.height);
  const double ground = std::clamp(highest, 0.5 * canvas.height, 0.98 * canvas.height);
  pose.origin.y = posture.is_close_up ? canvas.height - pose.scale * breed.body * posture.bottom
                                      : rng.uniform(ground, 0.98 * canvas.height);
  return pose;
}

/// The dim ground under an animal, before it is drawn.
void draw_contact_shadow(cv::Mat& image, const Pose& pose, const Posture& posture, double body) {
  cv::Mat shadow = cv::Mat::zeros(image.size(), CV_32F);
  const double middle = (posture.left + posture.right) / 2 * (pose.faces_right ? -1 : 1);
  const cv::Point centre(cvRound(pose.origin.x + pose.scale * body * middle),
                         cvRound(pose.origin.y));
  const cv::Size radii(cvRound(0.45 * pose.scale * body * (posture.right - posture.left)),
                       cvRound(0.35 * pose.scale));
  cv::ellipse(shadow, centre, radii, 0, 0, 360, 0.5, cv::FILLED);
  const int soft = cvRound(0.5 * pose.scale) | 1;
  cv::blur(shadow, shadow, {soft, soft});
  blend(image, Colour{0.04F, 0.04F, 0.05F}, shadow);
}

/// Light that falls in from one side, its colour, the camera's noise and blur: 8-bit at half size.
cv::Mat develop(cv::Mat image, cv::Size size, Rng& rng) {
  const cv::Mat side = waves(image.size(), 2.6 * image.cols, rng.uniform(0, 360), {});
  modulate(image, side, rng.uniform(0.0, 0.3));
  const double exposure = rng.uniform(0.75, 1.25);
  const double warmth = 0.07 * rng.normal();
  image = image.mul(cv::Scalar(exposure * (1 + warmth), exposure, exposure * (1 - warmth)));

  cv::Mat photo;
  cv::resize(image, photo, size, 0, 0, cv::INTER_AREA);
  if (rng.chance(0.3)) cv::GaussianBlur(photo, photo, {}, rng.uniform(0.4, 0.9));
  const cv::Mat noise = grain_noise(size, {1, 1}, rng);
  modulate(photo, noise, rng.uniform(0.0, 0.05));
  photo.convertTo(photo, CV_8U, 255);
  return photo;
}

/// The border is as wide as Oxford's: a hundredth of the photo on either side of the outline.
cv::Mat make_trimap(const cv::Mat& mask) {
  const int width = std::max(1, std::max(mask.rows, mask.cols) / 100);
  const cv::Mat disc = cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * width + 1, 2 * width + 1});
  cv::Mat inside, outside;
  cv::erode(mask, inside, disc, {-1, -1}, 1, cv::BORDER_REPLICATE);
  cv::dilate(mask, outside, disc, {-1, -1}, 1, cv::BORDER_REPLICATE);
  cv::Mat trimap(mask.size(), CV_8U, cv::Scalar(2));
  trimap.setTo(3, outside);
  trimap.setTo(1, inside);
  return trimap;
}

}  // namespace

SyntheticPhoto draw_synthetic_photo(const SyntheticBreed& breed, Rng& rng) {
  const cv::Size size = photo_size(rng);
  Scene scene = draw_scene(size * kOversampling, rng);
  const Posture& posture = postures()[rng.below(postures().size())];
  const Pose pose = choose_pose(posture, breed, scene, rng);
  const Coat coat = grow_coat(breed.coat, scene.image.size(), pose.scale, rng);
  if (!posture.is_close_up) draw_contact_shadow(scene.image, pose, posture, breed.body);
  Painter painter(scene.image, coat, pose, rng);
  posture.draw(painter, breed, rng);

  cv::Mat mask;
  cv::resize(painter.mask(), mask, size, 0, 0, cv::INTER_AREA);
  return {develop(scene.image, size, rng), make_trimap(mask >= 128)};
}

}  // namespace petseg
