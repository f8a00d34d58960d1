#include "sources/synthetic/photo.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "sources/synthetic/animal.h"
#include "sources/synthetic/camera.h"
#include "sources/synthetic/scene.h"
#include "sources/synthetic/thing.h"

namespace petseg {
namespace {

cv::Size photo_size(Rng& rng) {
  const int longer = cvRound(rng.uniform(420, 500));
  const int shorter = cvRound(longer * rng.uniform(0.66, 0.85));
  return rng.chance(0.7) ? cv::Size(longer, shorter) : cv::Size(shorter, longer);
}

/// How large the posture's extent is against the photo: mostly near, often cut.
double choose_fill(const Posture& posture, Rng& rng) {
  if (posture.is_close_up) return rng.uniform(0.8, 1.5);
  const double kind = rng.uniform();
  return kind < 0.1   ? rng.uniform(0.25, 0.55)
         : kind < 0.7 ? rng.uniform(0.55, 1.0)
                      : rng.uniform(1.0, 1.9);
}

/// An animal that fits stands on the ground; of one that does not, the head is seen.
cv::Point2d choose_origin(const Posture& posture, const SyntheticBreed& breed, const Scene& scene,
                          Pose pose, double fill, Rng& rng) {
  const cv::Size2d canvas = scene.image.size();
  if (posture.is_close_up || fill > 1) {
    const cv::Point2d head{rng.uniform(0.25, 0.75) * canvas.width,
                           rng.uniform(0.22, 0.55) * canvas.height};
    return head - pose.pixel(breed.body * posture.head);
  }
  const double size = pose.scale * breed.body;
  const double left = size * (pose.faces_right ? -posture.right : posture.left);
  const double room = canvas.width - size * (posture.right - posture.left);
  const double high = size * (posture.bottom - posture.top);
  const double highest = std::max(high, scene.horizon + 0.1 * canvas.height);
  const double ground = std::clamp(highest, 0.5 * canvas.height, 0.98 * canvas.height);
  return {rng.uniform(-0.08, 1.08) * room - left, rng.uniform(ground, 0.98 * canvas.height)};
}

Pose choose_pose(const Posture& posture, const SyntheticBreed& breed, const Scene& scene,
                 Rng& rng) {
  const cv::Size2d canvas = scene.image.size();
  const double fill = choose_fill(posture, rng);
  Pose pose;
  pose.scale = fill *
               std::min(canvas.width / (posture.right - posture.left),
                        canvas.height / (posture.bottom - posture.top)) /
               breed.body;
  pose.faces_right = rng.chance(0.5);
  pose.degrees = rng.chance(0.15) ? rng.uniform(-60, 60) : 5 * rng.normal();
  pose.squeeze = std::exp(0.13 * rng.normal());
  pose.shear = 0.1 * rng.normal();
  pose.bend = 0.12 * rng.normal();
  pose.phase = {rng.uniform(0, 6.3), rng.uniform(0, 6.3)};
  pose.origin = choose_origin(posture, breed, scene, pose, fill, rng);
  return pose;
}

/// Mostly from above.
Light choose_light(Rng& rng) {
  const double angle = 0.9 * rng.normal();
  return {{std::sin(angle), -std::cos(angle)}, rng.uniform(0.2, 0.9)};
}

/// Surroundings are often of the animal's own colour, and at times as furry.
void camouflage(Scene& scene, const Coat& coat, Rng& rng) {
  const cv::Size size = scene.image.size();
  cv::Mat layer(size, CV_32FC3, cv::mean(coat.main));
  if (rng.chance(0.4)) cv::flip(coat.main, layer, -1);
  const cv::Mat where = soft_threshold(smooth_noise(size, 0.4 * size.width, rng), 0, 0.6);
  blend(scene.image, layer, rng.uniform(0.3, 0.8) * where);
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

/// Puts something before the animal: a cushion's edge, a hand.
void cover(cv::Mat& image, cv::Mat& mask, const Pose& pose, Rng& rng) {
  const cv::Size2d canvas = image.size();
  const bool by_hand = rng.chance(0.6);
  const cv::Point2d low{rng.uniform(0, 1) * canvas.width, rng.uniform(0.85, 1.2) * canvas.height};
  const cv::Point2d belly = pose.pixel({2 * rng.normal(), rng.uniform(-3, 0)});
  const double radius = rng.uniform(0.1, 0.35) * canvas.width;
  for (const Outline& part :
       by_hand ? draw_person(image, belly, rng) : draw_thing(image, low, radius, rng)) {
    cv::fillPoly(mask, std::vector{pixels(part)}, 0);
  }
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

/// An animal in a scene, as it comes: at times hardly any of it is seen.
SyntheticPhoto draw_by_chance(const SyntheticBreed& breed, Rng& rng) {
  Scene scene = draw_scene(photo_size(rng), rng);
  const Posture& posture = postures()[rng.below(postures().size())];
  const Pose pose = choose_pose(posture, breed, scene, rng);
  const Coat coat = grow_coat(breed.coat, scene.image.size(), pose.scale, rng);
  if (rng.chance(0.3)) camouflage(scene, coat, rng);
  if (!posture.is_close_up) draw_contact_shadow(scene.image, pose, posture, breed.body);
  Painter painter(coat, pose, choose_light(rng), rng);
  posture.draw(painter, breed, rng);
  painter.show_in(scene.image);
  cv::Mat mask = painter.mask() >= 128;
  if (rng.chance(0.25)) cover(scene.image, mask, pose, rng);
  return {take_photo(scene.image, rng), make_trimap(mask), cvRound(rng.uniform(70, 95))};
}

double animal_share(const cv::Mat& trimap) {
  return cv::countNonZero(trimap == 1) / static_cast<double>(trimap.total());
}

}  // namespace

SyntheticPhoto draw_synthetic_photo(const SyntheticBreed& breed, Rng& rng) {
  while (true) {
    SyntheticPhoto photo = draw_by_chance(breed, rng);
    const double share = animal_share(photo.trimap);
    if (share > 0.02 && share < 0.9) return photo;
  }
}

}  // namespace petseg
